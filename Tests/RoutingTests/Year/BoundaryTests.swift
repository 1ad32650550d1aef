import CallModel
import Routing
import Testing

@Suite("Boundaries: every instant at which an answer can change")
struct BoundaryTests {
    private func boundaries(_ table: RoutingTable, _ from: String, days: Int64) throws -> [String] {
        let start = try table.zone.at(from)
        return table.boundaries(from: start, to: start + .seconds(86_400 * days)).map { table.zone.words($0) }
    }

    @Test("A Friday and a Saturday in Phoenix: midnights, the edges of office hours, and the hand-off at 17:00")
    func days() throws {
        #expect(
            try boundaries(Clinics.table(), "2026-12-25 00:00", days: 2) == [
                "Fri 25 Dec 00:00 MST", "Fri 25 Dec 08:00 MST", "Fri 25 Dec 17:00 MST", "Sat 26 Dec 00:00 MST",
            ])
    }

    @Test("Both passes of an hour that New York's clock shows twice, and the change itself")
    func fallBack() throws {
        let table = try Clinics.table { clinic in
            clinic.zone = try Zones.load("America/New_York")
            if let span = DaySpan(start: 5400, end: 9000) {
                clinic.hours.close(span, on: try civil("2026-11-01 00:00").date)
            }
        }
        #expect(
            try boundaries(table, "2026-11-01 00:00", days: 1) == [
                "Sun 1 Nov 00:00 EDT", "Sun 1 Nov 01:30 EDT, first pass", "Sun 1 Nov 01:00 EST, second pass",
                "Sun 1 Nov 01:30 EST, second pass", "Sun 1 Nov 02:30 EST",
            ])
    }

    @Test("An edge within the hour that the clock skips happens at the change")
    func springForward() throws {
        let table = try Clinics.table { clinic in
            clinic.zone = try Zones.load("America/New_York")
            if let span = DaySpan(start: 9000, end: 14_400) {
                clinic.hours.close(span, on: try civil("2026-03-08 00:00").date)
            }
        }
        #expect(
            try boundaries(table, "2026-03-08 00:00", days: 1) == [
                "Sun 8 Mar 00:00 EST", "Sun 8 Mar 03:00 EDT", "Sun 8 Mar 04:00 EDT", "Mon 9 Mar 00:00 EDT",
            ])
    }

    @Test("An override begins and ends in between")
    func override() throws {
        let table = try Clinics.table()
        let zone = table.zone
        let covered = table.adding(overrides: [
            OnCallOverride(
                rotation: "providers", person: PersonID("chen"), start: try zone.at("2026-12-26 09:15"),
                end: try zone.at("2026-12-26 21:45"))
        ])
        #expect(
            try boundaries(covered, "2026-12-26 00:00", days: 1) == [
                "Sat 26 Dec 00:00 MST", "Sat 26 Dec 09:15 MST", "Sat 26 Dec 21:45 MST",
            ])
    }

    @Test("400 days are sorted, each once, and within the interval; nothing is asked of an interval turned round")
    func year() throws {
        let table = try Clinics.table()
        let start = try table.zone.at("2026-11-21 03:53")
        let end = start + .seconds(86_400 * 400)
        let all = table.boundaries(from: start, to: end)
        #expect(all == Set(all).sorted())
        #expect(all.first == start)
        #expect(all.allSatisfy { start <= $0 && $0 < end })
        #expect(all.count == 1 + 400 + 285 + 285)
        #expect(table.boundaries(from: end, to: start) == [])
        #expect(table.boundaries(from: start, to: start) == [])
    }

    @Test("No more than ten years are looked at")
    func bounded() throws {
        let table = try Clinics.table()
        let start = try table.zone.at("2026-01-01 00:00")
        let all = table.boundaries(from: start, to: Timestamp(seconds: 250_000_000_000))
        #expect(all.last.map { $0 < start + .seconds(3653 * 86_400) } == true)
    }
}
