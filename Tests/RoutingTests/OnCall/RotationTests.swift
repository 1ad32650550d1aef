import CallModel
import Routing
import Testing

@Suite("Rotations")
struct RotationTests {
    private static let people = ["adams", "baker", "chen"].map { PersonID($0) }

    private func weekly(_ handOff: Int = 17 * 3600) throws -> Rotation {
        Rotation(shiftDays: 7, first: try civil("2026-01-02 00:00").date, handOff: handOff, order: Self.people)
    }

    @Test(
        "Shifts are half-open and change on Friday at 17:00 by the clock on the wall, through both clock changes",
        arguments: [
            ("2026-01-02 16:59", nil), ("2026-01-02 17:00", "adams"), ("2026-01-09 16:59", "adams"),
            ("2026-01-09 17:00", "baker"), ("2026-01-16 17:00", "chen"), ("2026-01-23 17:00", "adams"),
            ("2026-03-06 16:59", "chen"), ("2026-03-06 17:00", "adams"), ("2026-03-13 16:59", "adams"),
            ("2026-03-13 17:00", "baker"), ("2026-10-30 16:59", "adams"), ("2026-10-30 17:00", "baker"),
            ("2026-11-06 16:59", "baker"), ("2026-11-06 17:00", "chen"), ("2026-12-25 16:59", "chen"),
            ("2026-12-25 17:00", "adams"), ("2026-12-31 23:59", "adams"), ("2027-01-01 00:00", "adams"),
            ("2027-01-01 17:00", "baker"),
        ] as [(String, String?)])
    func weeks(time: String, person: String?) throws {
        for name in ["America/New_York", "America/Phoenix"] {
            let zone = try Zones.load(name)
            let shift = try weekly().shift(at: try zone.at(time), in: zone)
            #expect(shift?.person.value == person, "\(name)")
        }
    }

    @Test("The microsecond before a hand-off is the old shift's, the hand-off is the new one's")
    func edge() throws {
        let zone = try Zones.load("America/New_York")
        let handOff = try zone.at("2026-03-13 17:00")
        let before = Timestamp(microseconds: handOff.microseconds - 1)
        let rotation = try weekly()
        #expect(rotation.shift(at: before, in: zone)?.end == handOff)
        #expect(rotation.shift(at: handOff, in: zone)?.start == handOff)
    }

    @Test("A daily hand-off at 02:30 happens at 03:00 on the day without it, and once on the day with two")
    func insideChange() throws {
        let zone = try Zones.load("America/New_York")
        let spring = Rotation(
            shiftDays: 1, first: try civil("2026-03-01 00:00").date, handOff: 9000, order: Self.people)
        let shift = try #require(spring.shift(at: try zone.at("2026-03-08 03:00"), in: zone))
        #expect(zone.local(at: shift.start).description == "Sun 2026-03-08 03:00 EDT")
        #expect(shift.number == 7)
        let autumn = Rotation(
            shiftDays: 1, first: try civil("2026-10-25 00:00").date, handOff: 5400, order: Self.people)
        let first = Timestamp(seconds: 1_793_511_000)  // 01:30 EDT
        let second = Timestamp(seconds: 1_793_514_600)  // 01:30 EST
        #expect(autumn.shift(at: first, in: zone)?.number == 7)
        #expect(autumn.shift(at: second, in: zone)?.number == 7)
        #expect(autumn.shift(at: Timestamp(seconds: 1_793_510_999), in: zone)?.number == 6)
    }

    @Test(
        "Exactly one person has every instant of a year, 37 minutes apart, and each shift begins where the last one ends",
        arguments: ["America/New_York", "Australia/Lord_Howe"], [1, 7])
    func wholeYear(name: String, days: Int) throws {
        let zone = try Zones.load(name)
        let rotation = Rotation(
            shiftDays: days, first: try civil("2026-01-02 00:00").date, handOff: 2 * 3600, order: Self.people)
        let start = rotation.start(of: 0, in: zone)
        var number = 0
        var end = rotation.start(of: 1, in: zone)
        var wrong = 0
        for minute in stride(from: 0, to: 525_600, by: 37) {
            let now = start + .seconds(60 * minute)
            while now >= end {
                number += 1
                end = rotation.start(of: number + 1, in: zone)
            }
            guard let shift = rotation.shift(at: now, in: zone) else {
                wrong += 1
                continue
            }
            if shift.number != number || shift.end != end || shift.person != Self.people[number % 3] { wrong += 1 }
        }
        #expect(wrong == 0)
    }

    @Test("A rotation without people has no shifts")
    func nobody() throws {
        let rotation = Rotation(shiftDays: 7, first: CivilDate(dayNumber: 0), handOff: 0, order: [])
        #expect(rotation.shift(at: Timestamp(seconds: 1_000_000), in: .utc) == nil)
    }
}
