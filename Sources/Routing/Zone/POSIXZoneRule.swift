/// The footer of a TZif file: how a zone's clock changes in all the years that its table does not hold.
///
/// Example: `MST7` (never changes), `EST5EDT,M3.2.0,M11.1.0` (second Sunday of March, first of November).
/// Source: RFC 8536 §3.3, which takes POSIX's TZ string and allows rule times of −167…167 hours.
struct POSIXZoneRule: Hashable, Sendable {
    /// When in the year a change happens.
    enum Day: Hashable, Sendable {
        /// `Jn`: 1…365, leap days never counted.
        case julian(Int)
        /// `n`: 0…365, leap days counted.
        case zeroBased(Int)
        /// `Mm.w.d`: weekday d (0 is Sunday) of week w (5 is the last) of month m.
        case monthWeek(month: Int, week: Int, weekday: Int)
    }

    /// A change: a day, and seconds after its midnight by the clock before the change.
    struct Change: Hashable, Sendable {
        var day: Day
        var time: Int
    }

    var standard: LocalTimeType
    var daylight: LocalTimeType?
    var start = Change(day: .zeroBased(0), time: 0)
    var end = Change(day: .zeroBased(0), time: 0)

    /// The type in force at `time`, seconds of UTC.
    func type(at time: Int64) -> LocalTimeType {
        guard daylight != nil else { return standard }
        return changes(around: time).last { $0.at <= time }?.type ?? standard
    }

    /// The first change after `time`; `nil` when the clock never changes.
    func change(after time: Int64) -> Int64? {
        guard daylight != nil else { return nil }
        return changes(around: time).first { $0.at > time }?.at
    }

    /// The changes of the year of `time` and of its neighbours, in order. A rule time may lie in another year than its
    /// day, so one year is not enough.
    private func changes(around time: Int64) -> [(at: Int64, type: LocalTimeType)] {
        guard let daylight else { return [] }
        let year = CivilTime(localSeconds: time + Int64(standard.offset)).date.year
        var list: [(at: Int64, type: LocalTimeType)] = []
        for candidate in year - 1...year + 1 {
            // At one and the same instant the start comes last: daylight time all the year (RFC 8536 §3.3.1).
            list.append((Self.seconds(of: end, in: candidate) - Int64(daylight.offset), standard))
            list.append((Self.seconds(of: start, in: candidate) - Int64(standard.offset), daylight))
        }
        // A stable order: equal instants keep end before start.
        return list.enumerated().sorted {
            ($0.element.at, $0.element.type.isDaylight ? 1 : 0, $0.offset) < (
                $1.element.at, $1.element.type.isDaylight ? 1 : 0, $1.offset
            )
        }.map(\.element)
    }

    /// Seconds of the wall clock from 1970-01-01 to a change in `year`.
    private static func seconds(of change: Change, in year: Int) -> Int64 {
        let newYear = CivilDate.dayNumber(year: year, month: 1, day: 1)
        let day: Int
        switch change.day {
        case .julian(let count): day = newYear + count - 1 + (count >= 60 && CivilDate.isLeap(year) ? 1 : 0)
        case .zeroBased(let count): day = newYear + count
        case .monthWeek(let month, let week, let weekday):
            let first = CivilDate.dayNumber(year: year, month: month, day: 1)
            // Weekday counts from Monday, the rule from Sunday.
            let firstWeekday = (CivilDate.weekday(ofDayNumber: first).rawValue + 1) % 7
            var inMonth = (weekday - firstWeekday + 7) % 7 + 7 * (week - 1)
            if inMonth >= CivilDate.days(inMonth: month, of: year) { inMonth -= 7 }
            day = first + inMonth
        }
        return Int64(day) * 86_400 + Int64(change.time)
    }
}

/// One kind of local time that a zone knows.
struct LocalTimeType: Hashable, Sendable {
    /// Seconds ahead of UTC.
    var offset: Int
    var isDaylight: Bool
    var abbreviation: String
}
