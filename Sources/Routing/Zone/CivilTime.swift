/// What a clock on the wall shows: a date and a time of day, without a zone.
package struct CivilTime: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The date.
    package let date: CivilDate
    /// Seconds after midnight by the clock on the wall, 0…86 399.
    package let secondOfDay: Int

    /// The time `secondOfDay` on `date`; seconds past the day count on into the next.
    package init(_ date: CivilDate, secondOfDay: Int = 0) {
        self.init(localSeconds: Int64(date.dayNumber) * 86_400 + Int64(secondOfDay))
    }

    /// The time `localSeconds` after 1970-01-01 00:00 by the clock on the wall.
    init(localSeconds: Int64) {
        let day = CivilDate.floorDivide(Int(localSeconds), 86_400)
        date = CivilDate(dayNumber: day)
        secondOfDay = Int(localSeconds) - day * 86_400
    }

    /// Seconds after 1970-01-01 00:00 by the clock on the wall.
    var localSeconds: Int64 { Int64(date.dayNumber) * 86_400 + Int64(secondOfDay) }

    package static func < (left: Self, right: Self) -> Bool {
        (left.date, left.secondOfDay) < (right.date, right.secondOfDay)
    }

    /// `2026-03-08 01:30`, with seconds when there are any.
    package var description: String { "\(date) \(clockText(secondOfDay))" }
}

/// A time of day as people write it: `08:00`, `24:00`, with seconds when there are any.
func clockText(_ secondOfDay: Int) -> String {
    let text = "\(padded(secondOfDay / 3600, 2)):\(padded(secondOfDay / 60 % 60, 2))"
    return secondOfDay % 60 == 0 ? text : "\(text):\(padded(secondOfDay % 60, 2))"
}
