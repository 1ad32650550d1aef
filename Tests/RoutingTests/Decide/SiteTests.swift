import CallModel
import Routing
import Testing

@Suite("Sites")
struct SiteTests {
    private static let kauai = "+16025550102"

    /// The plain clinic with a site in Honolulu: open on Mondays from 07:00 to 19:00, desk 211, a rotation of its own.
    private static func change(_ clinic: inout Clinic) throws {
        var week = WeeklyHours()
        if let span = DaySpan(start: 7 * 3600, end: 19 * 3600) { _ = week.add(span, on: .monday) }
        let zone = try Zones.load("Pacific/Honolulu")
        clinic.sites = [
            ClinicSite(
                name: Clinics.at("kauai"), title: "Kauai office", zone: zone,
                hours: OpeningHours(weekly: ["office": week]), desk: [Clinics.at(.phone("211"))])
        ]
        clinic.numbers.append(
            ClinicNumber(
                number: Clinics.at(try Clinics.number(kauai)), flow: Clinics.at("main"), site: Clinics.at("kauai")))
        clinic.rotations.append(
            ClinicRotation(
                name: Clinics.at("island"), site: Clinics.at("kauai"),
                rotation: Rotation(
                    shiftDays: 1, first: try civil("2026-01-01 00:00").date, handOff: 8 * 3600,
                    order: [PersonID("chen"), PersonID("adams")]), order: ["chen", "adams"].map(Clinics.at)))
        clinic.escalations.append(
            ClinicEscalation(
                name: Clinics.at("island"),
                steps: [
                    .init(targets: [Clinics.at(.onCall("island"))], ringTime: .seconds(20), position: Clinics.here)
                ]))
        clinic.person = Clinics.at(.escalate("island"))
    }

    private func decide(_ table: RoutingTable, _ did: String, _ time: Timestamp) throws -> Decision {
        table.decide(CallFacts(dialled: try Clinics.number(did), caller: nil), at: time)
    }

    @Test(
        "Of two numbers with one flow, each is decided by its own site's clock: 18:00 in Kauai is open, 21:00 in Phoenix not"
    )
    func ownClock() throws {
        let table = try Clinics.table(Self.change)
        let time = try table.zone(site: "kauai").at("2026-03-02 18:00")
        #expect(table.zone.local(at: time).description == "Mon 2026-03-02 21:00 MST")
        let home = try decide(table, Clinics.did, time)
        #expect(home.lines.contains("flows.main: office hours: closed (Mon 08:00-17:00)"))
        #expect(home.site == nil)
        let island = try decide(table, Self.kauai, time)
        #expect(island.lines.first == "time: Mon 2026-03-02 18:00 HST, Kauai office")
        #expect(island.lines.contains("flows.main: office hours: open (Mon 07:00-19:00)"))
        #expect(island.site == "kauai")
    }

    @Test("A rotation hands off by its site's clock, 08:00 in Honolulu")
    func handOff() throws {
        let table = try Clinics.table(Self.change)
        let edge = try table.zone(site: "kauai").at("2026-01-02 08:00")
        let before = Timestamp(microseconds: edge.microseconds - 1)
        #expect(table.onCall("island", at: before)?.person == PersonID("chen"))
        #expect(table.onCall("island", at: edge)?.person == PersonID("adams"))
        #expect(table.onCall("island", at: edge)?.reason.description.contains("Fri 2026-01-02 08:00 HST") == true)
    }

    @Test("The safe plan of a site rings its own desk and its own rotation, and no other")
    func safePlan() throws {
        let table = try Clinics.table(Self.change)
        let facts = CallFacts(dialled: try Clinics.number(Self.kauai), caller: nil)
        let decision = table.safeDecision(facts, at: try table.zone.at("2026-03-03 03:00"), why: .callFailed)
        let names = decision.escalation?.steps.flatMap(\.targets).map(\.name)
        #expect(names == ["Exam room", "Dr. Chen"])
    }

    @Test("A step 'site' puts the call to another site, which later decisions keep")
    func step() throws {
        let table = try Clinics.table { clinic in
            try Self.change(&clinic)
            clinic.flows[0].steps.insert(Clinics.at(.site(Clinics.at("kauai"))), at: 0)
        }
        let decision = try decide(table, Clinics.did, try table.zone.at("2026-03-02 21:00"))
        #expect(decision.site == "kauai")
        #expect(decision.lines.contains("flows.main: office hours: open (Mon 07:00-19:00)"))
    }

    @Test("A site that is not there is an error where it is named: at a number, a rotation and a step")
    func unknown() throws {
        var clinic = try Clinics.plain()
        clinic.numbers[0].site = Clinics.at("nowhere")
        clinic.rotations[0].site = Clinics.at("nowhere")
        clinic.flows[0].steps.insert(Clinics.at(.site(Clinics.at("nowhere"))), at: 0)
        let findings = RoutingTable.compile(clinic, version: ConfigurationVersion("0")).findings
        #expect(findings.filter { $0.message == "there is no site 'nowhere'" }.count == 3)
    }
}
