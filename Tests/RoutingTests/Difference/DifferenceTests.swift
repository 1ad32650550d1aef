import CallModel
import Routing
import Testing

@Suite("What changes for callers")
struct DifferenceTests {
    /// Each change in words, from Mon 21 Dec 2026 for two weeks.
    private func changes(_ old: RoutingTable, _ new: RoutingTable) throws -> [String] {
        let start = try old.zone.at("2026-12-21 00:00")
        let end = start + .seconds(14 * 86_400)
        return Difference(from: old, to: new, from: start, to: end).changes.map { change in
            let to = change.to < end ? old.zone.shortWords(change.to) : "end"
            return "\(change.number.short), \(change.path): \(old.zone.shortWords(change.from)) - \(to): \(change.what)"
        }
    }

    @Test("A stand-in on Christmas Day is one change for each way to the on-call provider, on that day")
    func override() throws {
        let old = try Clinics.table { $0.menus[0].keys.removeLast() }
        let new = old.adding(overrides: [
            OnCallOverride(
                rotation: "providers", person: PersonID("baker"), start: try old.zone.at("2026-12-25 00:00"),
                end: try old.zone.at("2026-12-25 17:00"))
        ])
        #expect(
            try changes(old, new).filter { $0.contains("0100, option 5") } == [
                "+1602…0100, option 5: Fri 25 Dec 00:00 - Fri 25 Dec 17:00: rings Dr. Baker instead of Dr. Chen"
            ])
    }

    @Test("The same clinic written anew changes nothing")
    func nothing() throws {
        #expect(try changes(Clinics.table(), Clinics.table { $0.name = "Other" }) == [])
    }

    @Test("Ring times, ways on, options and prompts are said")
    func parts() throws {
        let old = try Clinics.table()
        let longer = try Clinics.table { $0.escalations[0].steps[0].ringTime = .seconds(30) }
        #expect(
            try changes(old, longer).contains(
                "+1602…0100, option 5: Mon 21 Dec 00:00 - Mon 21 Dec 08:00: rings Dr. Adams after 25s instead of 20s"))
        let mailbox = try Clinics.table { $0.menus[0].keys[1].action = Clinics.at(.callback(.within(.seconds(3600)))) }
        #expect(
            try changes(old, mailbox).first { $0.contains("option 2: Mon") }
                == "+1602…0100, option 2: Mon 21 Dec 00:00 - Mon 21 Dec 08:00: takes a callback, due in 1h and no longer "
                + "takes a callback, due on the next office day")
        let fewer = try Clinics.table { $0.menus[0].keys.remove(at: 1) }
        let lines = try changes(old, fewer)
        #expect(lines.contains("+1602…0100, option 2: Mon 21 Dec 00:00 - Mon 21 Dec 08:00: is gone"))
        #expect(
            lines.contains(
                "+1602…0100, on arrival: Mon 21 Dec 00:00 - Mon 21 Dec 08:00: offers keys 0, 5, 8 instead of 0, 2, 5, 8"
            ))
    }

    @Test("A number that is new, and one that is gone")
    func numbers() throws {
        let old = try Clinics.table()
        let new = try Clinics.table { clinic in
            clinic.numbers[1].number = Clinics.at(try Clinics.number("+16025550102"))
        }
        #expect(
            try changes(old, new) == [
                "+1602…0101, : Mon 21 Dec 00:00 - end: is no longer answered",
                "+1602…0102, : Mon 21 Dec 00:00 - end: is answered, and was not before",
            ])
    }

    @Test("The year list says each change of the answer, and only changes")
    func year() throws {
        let table = try Clinics.table()
        let start = try table.zone.at("2026-12-24 12:00")
        let list = YearList(
            table, number: try Clinics.number(Clinics.did), keys: try #require(DryRunKey.list("5")), from: start,
            to: start + .seconds(3 * 86_400))
        #expect(
            list.spans.map { "\(table.zone.shortWords($0.from)) - \(table.zone.shortWords($0.to))" } == [
                "Thu 24 Dec 12:00 - Thu 24 Dec 17:00", "Thu 24 Dec 17:00 - Fri 25 Dec 17:00",
                "Fri 25 Dec 17:00 - Sun 27 Dec 12:00",
            ])
        #expect(
            list.spans[1].answer
                == "asks menu night, rings Dr. Chen, then Dr. Adams, then Front desk, then number +…90, 2 rounds; takes a callback, due in 30m"
        )
    }
}
