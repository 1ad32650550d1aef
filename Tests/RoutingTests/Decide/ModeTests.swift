import CallModel
import Routing
import Testing

@Suite("Modes")
struct ModeTests {
    private static func table() throws -> RoutingTable {
        try Clinics.table { clinic in
            clinic.modes = [
                ClinicMode(name: Clinics.at("snow-day"), title: "snow day", hours: .closed),
                ClinicMode(name: Clinics.at("late"), title: "late", hours: .open),
                ClinicMode(name: Clinics.at("storm"), title: "storm"),
            ]
            clinic.flows[0].steps.insert(
                Clinics.at(.during(Clinics.at("mode storm"), Clinics.at(.escalate("urgent")))), at: 1)
        }
    }

    private func hours(_ table: RoutingTable, _ time: String) throws -> String? {
        try table.decide(.start, at: time).lines.first { $0.contains("office hours") }
    }

    @Test("A mode that closes is over at its end to the microsecond, by itself")
    func expiry() throws {
        let table = try Self.table()
        let start = try table.zone.at("2026-03-02 08:00")
        let end = try table.zone.at("2026-03-02 12:00")
        let snow = table.setting(modes: [ModeSetting(mode: "snow-day", start: start, end: end)])
        #expect(try hours(snow, "2026-03-02 07:59")?.contains("closed (Mon 08:00-17:00)") == true)
        #expect(
            try hours(snow, "2026-03-02 08:00")
                == "flows.main: office hours: closed (mode snow day until Mon 2026-03-02 12:00 MST)")
        #expect(try hours(snow, "2026-03-02 12:00")?.contains("open") == true)
        let facts = CallFacts(dialled: try Clinics.number(Clinics.did), caller: nil)
        let last = Timestamp(microseconds: end.microseconds - 1)
        #expect(snow.decide(facts, at: last).lines.contains { $0.contains("mode snow day") })
        #expect(!snow.decide(facts, at: end).lines.contains { $0.contains("mode snow day") })
    }

    @Test("A mode that opens does so at 03:00 on Christmas Day, and the last one set counts")
    func open() throws {
        let table = try Self.table()
        let start = try table.zone.at("2026-12-24 08:00")
        let both = table.setting(modes: [
            ModeSetting(mode: "snow-day", start: start), ModeSetting(mode: "late", start: start),
        ])
        #expect(try hours(both, "2026-12-25 03:00") == "flows.main: office hours: open (mode late)")
    }

    @Test("A step 'during mode storm' is taken in that mode and in no other")
    func step() throws {
        let table = try Self.table()
        let start = try table.zone.at("2026-03-02 08:00")
        let storm = table.setting(modes: [ModeSetting(mode: "storm", start: start)])
        #expect(try storm.decide(.start, at: "2026-03-02 09:00").escalation?.policy == "urgent")
        #expect(try table.decide(.start, at: "2026-03-02 09:00").escalation == nil)
        let late = table.setting(modes: [ModeSetting(mode: "late", start: start)])
        #expect(try late.decide(.start, at: "2026-03-02 09:00").escalation == nil)
    }

    @Test("A site's own mode comes before the clinic's; modes and sites that are not there are passed over")
    func sites() throws {
        let table = try Clinics.table { clinic in
            clinic.modes = ["a", "b"].map { ClinicMode(name: Clinics.at($0), title: $0) }
            clinic.sites = [
                ClinicSite(name: Clinics.at("mesa"), title: "Mesa", zone: clinic.zone, hours: clinic.hours)
            ]
        }
        let now = Timestamp(seconds: 1_800_000_000)
        let set = table.setting(modes: [
            ModeSetting(mode: "b", site: "mesa", start: now), ModeSetting(mode: "a", start: now),
            ModeSetting(mode: "c", start: now), ModeSetting(mode: "a", site: "nowhere", start: now),
        ])
        #expect(set.mode(site: "mesa", at: now)?.mode == "b")
        #expect(set.mode(site: nil, at: now)?.mode == "a")
        #expect(table.setting(modes: [ModeSetting(mode: "a", start: now)]).mode(site: "mesa", at: now)?.mode == "a")
    }

    @Test("A mode that is not there, one that is there twice, and a key of two modes are errors")
    func wrong() throws {
        var clinic = try Clinics.plain()
        let key = Clinics.at(try Clinics.key("3"))
        clinic.modes = [
            ClinicMode(name: Clinics.at("a"), title: "a", key: key),
            ClinicMode(name: Clinics.at("a"), title: "a", key: key),
        ]
        clinic.flows[0].steps.insert(
            Clinics.at(.during(Clinics.at("mode sno"), Clinics.at(.escalate("urgent")))), at: 1)
        let messages = RoutingTable.compile(clinic, version: ConfigurationVersion("0")).findings.map(\.message)
        #expect(messages.contains("mode 'a' is here a second time"))
        #expect(messages.contains("key 3 stands for two modes"))
        #expect(messages.contains("there is no mode 'sno'"))
    }
}
