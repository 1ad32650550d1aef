import CallModel
import Daemon
import Foundation
import Routing
import Testing

@Suite("Sites in the file")
struct SiteFileTests {
    private static let sites = """
        sites:
          kauai:
            name: Kauai office
            time_zone: Pacific/Honolulu
            desk: ["201", "+16025550190"]
            hours:
              office:
                mon: 07:00-19:00
              closed: 2026-03-09
          mesa: { name: Mesa }
        numbers:
          "+16025550102": { flow: main, site: kauai }
          "+16025550103": { flow: main, site: mesa }
        """

    @Test("A site's hours replace those of the same name; holidays are the clinic's, closed days are added")
    func hours() throws {
        let text = SmallClinic.text.replacingOccurrences(of: "numbers:\n", with: Self.sites + "\n")
        let load = SmallClinic.load(text)
        #expect(load.findings.map(\.description) == [])
        let table = try #require(load.configuration?.table)
        let number = try #require(PhoneNumber(e164: "+16025550102"))
        let mesa = try #require(PhoneNumber(e164: "+16025550103"))
        #expect(table.siteNames == ["kauai", "mesa"])
        #expect(table.zone(of: number).name == "Pacific/Honolulu")
        #expect(table.zone(of: mesa).name == "America/Phoenix")
        func state(_ number: PhoneNumber, _ time: String) throws -> String? {
            let civil = try #require(CivilDate(dayNumber: 0).at(time))
            let at = table.zone(of: number).instants(of: civil).instant
            let trace = table.decide(CallFacts(dialled: number, caller: nil), at: at).trace
            return trace.entries.map(\.finding.words).first { $0.hasPrefix("office hours") }
        }
        #expect(try state(number, "2026-03-02 18:59") == "office hours: open (Mon 07:00-19:00)")
        #expect(try state(number, "2026-03-03 10:00") == "office hours: closed (never on Tue)")
        #expect(try state(number, "2026-03-09 10:00") == "office hours: closed (closed day 2026-03-09)")
        #expect(try state(number, "2026-05-25 10:00") == "office hours: closed (holiday Memorial Day)")
        #expect(try state(mesa, "2026-03-03 10:00") == "office hours: open (Tue 08:00-17:00)")
    }

    @Test("A zone, a key and a desk that cannot be are errors at their places")
    func wrong() {
        let text =
            SmallClinic.text
            + "\nsites:\n  a: { time_zone: Mars/Base, openings: x }\n  b: { desk: on-call providers }\n"
        let messages = SmallClinic.load(text).findings.map(\.message)
        #expect(messages.contains { $0.hasPrefix("there is no time zone 'Mars/Base'") })
        #expect(messages.contains("there is no key 'openings' in 'sites.a'"))
        #expect(messages.contains("the desk of site 'b' must be phones and numbers"))
    }
}

extension CivilDate {
    /// `2026-03-02 18:59` as a time of the wall clock.
    fileprivate func at(_ text: String) -> CivilTime? {
        let numbers = text.split { "- :".contains($0) }.compactMap { Int($0) }
        guard numbers.count == 5, let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) else {
            return nil
        }
        return CivilTime(date, secondOfDay: numbers[3] * 3600 + numbers[4] * 60)
    }
}
