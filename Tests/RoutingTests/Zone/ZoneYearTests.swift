import CallModel
import Routing
import Testing

@Suite("Zones through a year by the minute")
struct ZoneYearTests {
    struct Period: Sendable {
        var start: Int64
        var offset: Int
        var abbreviation: String
    }
    struct Year: Sendable, CustomTestStringConvertible {
        var zone: String
        var periods: [Period]
        var testDescription: String { zone }
    }

    /// From Python's zoneinfo: when each offset begins. London in 2040 is beyond the file's table: its footer decides.
    static let years = [
        Year(
            zone: "America/New_York",
            periods: [
                .init(start: 1_767_225_600, offset: -18_000, abbreviation: "EST"),
                .init(start: 1_772_953_200, offset: -14_400, abbreviation: "EDT"),
                .init(start: 1_793_512_800, offset: -18_000, abbreviation: "EST"),
            ]),
        Year(
            zone: "America/Phoenix",
            periods: [.init(start: 1_767_225_600, offset: -25_200, abbreviation: "MST")]),
        Year(
            zone: "Australia/Lord_Howe",
            periods: [
                .init(start: 1_767_225_600, offset: 39_600, abbreviation: "+11"),
                .init(start: 1_775_314_800, offset: 37_800, abbreviation: "+1030"),
                .init(start: 1_791_041_400, offset: 39_600, abbreviation: "+11"),
            ]),
        Year(
            zone: "Europe/London",
            periods: [
                .init(start: 2_208_988_800, offset: 0, abbreviation: "GMT"),
                .init(start: 2_216_250_000, offset: 3600, abbreviation: "BST"),
                .init(start: 2_234_998_800, offset: 0, abbreviation: "GMT"),
            ]),
    ]

    @Test("525,600 minutes show the clock that zoneinfo shows, in three zones", arguments: years.prefix(3))
    func minutes(year: Year) throws {
        try walk(year, step: 60)
    }

    @Test("London in 2040, beyond the file's table, is right every quarter of an hour")
    func beyond() throws {
        try walk(try #require(Self.years.last), step: 900)
    }

    private func walk(_ year: Year, step: Int) throws {
        let zone = try Zones.load(year.zone)
        let start = try #require(year.periods.first).start
        var wrong = 0
        var period = 0
        for second in stride(from: start, to: start + 31_536_000, by: step) {
            if period + 1 < year.periods.count, second >= year.periods[period + 1].start { period += 1 }
            let local = zone.local(at: Timestamp(seconds: second))
            let wall = second + Int64(year.periods[period].offset)
            if local.offset != year.periods[period].offset || local.abbreviation != year.periods[period].abbreviation
                || Int64(local.civil.date.dayNumber) * 86_400 + Int64(local.civil.secondOfDay) != wall
            {
                wrong += 1
            }
        }
        #expect(wrong == 0)
        #expect(period == year.periods.count - 1)
    }

    @Test("Each wall-clock minute of the year leads to instants that show it, or to the end of a gap", arguments: years)
    func wallClock(year: Year) throws {
        let zone = try Zones.load(year.zone)
        let start = try #require(year.periods.first).start + Int64(try #require(year.periods.first).offset)
        var wrong = 0
        var counts = (gap: 0, twice: 0)
        // Every minute of the days around a change, every hour else.
        let changes = year.periods.dropFirst().map { $0.start + Int64($0.offset) }
        var second = start
        while second < start + 31_536_000 {
            let day = Int(second / 86_400)
            let civil = CivilTime(CivilDate(dayNumber: day), secondOfDay: Int(second) - day * 86_400)
            switch zone.instants(of: civil) {
            case .once(let instant): if zone.local(at: instant).civil != civil { wrong += 1 }
            case .twice(let first, let last):
                counts.twice += 1
                if first >= last || zone.local(at: first).civil != civil || zone.local(at: last).civil != civil {
                    wrong += 1
                }
            case .gap(let after):
                counts.gap += 1
                let before = Timestamp(microseconds: after.microseconds - 1)
                if !(zone.local(at: before).civil < civil), civil <= zone.local(at: after).civil { wrong += 1 }
            }
            second += changes.contains { abs($0 - second) < 86_400 } ? 60 : 3600
        }
        #expect(wrong == 0)
        let length = year.zone == "Australia/Lord_Howe" ? 30 : 60
        #expect(counts == (year.periods.count > 1 ? (length, length) : (0, 0)))
    }
}
