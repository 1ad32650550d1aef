package import CallModel

/// People who take turns being on call.
///
/// A shift begins at the hand-off by the clock on the wall and is half-open: it has its start and not its end, so
/// that exactly one person is on call at every instant from the first shift on. Where a clock change skips the
/// hand-off, it happens at the first instant after the gap; where it repeats it, at the first pass.
///
/// Worked example: every 8 hours from 07:00, New York, 2026-03-08, when 02:00 becomes 03:00: the hand-offs are at 07:00,
/// 15:00 and 23:00 by the clock on the wall, and the shift from 23:00 to 07:00 lasts seven hours.
package struct Rotation: Hashable, Sendable {
    /// The lengths of the shifts by the clock on the wall, in seconds, over and over: `[604_800]` weekly,
    /// `[345_600, 259_200]` four days and then three. Never empty, and each at least an hour.
    package let lengths: [Int]
    /// The date of the first hand-off.
    package let first: CivilDate
    /// When in the day people change first, seconds after midnight by the clock on the wall.
    package let handOff: Int
    /// Who takes turns, in this order; the first of them has the first shift.
    package let order: [PersonID]
    /// What the lengths are together.
    private let period: Int
    /// The first hand-off, in seconds since 1970-01-01 00:00 by the clock on the wall.
    private let origin: Int64

    /// A rotation whose first shift begins at `handOff` on `first`.
    ///
    /// - Parameter lengths: in seconds; what is less than an hour counts as one, and no length at all as a week.
    package init(lengths: [Int], first: CivilDate, handOff: Int, order: [PersonID]) {
        self.lengths = lengths.isEmpty ? [604_800] : lengths.map { min(max(3600, $0), 366 * 86_400) }
        self.first = first
        self.handOff = handOff
        self.order = order
        period = self.lengths.reduce(0, +)
        origin = Int64(first.dayNumber) * 86_400 + Int64(handOff)
    }

    /// A rotation whose shifts are whole days.
    package init(shiftDays: Int, first: CivilDate, handOff: Int, order: [PersonID]) {
        self.init(lengths: [min(max(1, shiftDays), 366) * 86_400], first: first, handOff: handOff, order: order)
    }

    /// Nobody takes turns.
    package static let none = Self(shiftDays: 7, first: CivilDate(dayNumber: 0), handOff: 0, order: [])

    /// The shift that has `instant`; `nil` before the first shift and when nobody takes turns.
    package func shift(at instant: Timestamp, in zone: TimeZoneRules) -> Shift? {
        span(at: instant, in: zone).map {
            Shift(number: $0.number, person: order[$0.number % order.count], start: $0.start, end: $0.end)
        }
    }

    /// The same without whose it is.
    func span(at instant: Timestamp, in zone: TimeZoneRules) -> (number: Int, start: Timestamp, end: Timestamp)? {
        guard !order.isEmpty else { return nil }
        var number = number(at: zone.localSeconds(at: instant))
        var start = start(of: number, in: zone)
        var end = self.start(of: number + 1, in: zone)
        // A clock that was put back shows a time that is over, one that was put forward a shift that was skipped. No
        // change of a zone is longer than a day, and an instant beyond the calendar's years ends here too.
        var steps = 32
        while end <= instant, steps > 0 {
            number += 1
            steps -= 1
            (start, end) = (end, self.start(of: number + 1, in: zone))
        }
        while start > instant, steps > 0 {
            number -= 1
            steps -= 1
            (start, end) = (self.start(of: number, in: zone), start)
        }
        guard number >= 0, start <= instant, instant < end else { return nil }
        return (number, start, end)
    }

    /// When shift `number`, from 0, begins.
    ///
    /// Two shifts begin at once where a clock change skips all of the first of them; nobody has that one.
    package func start(of number: Int, in zone: TimeZoneRules) -> Timestamp {
        zone.instant(ofLocal: localStart(of: number))
    }

    /// The same by the clock on the wall, which may skip that time, or show it twice.
    func civilStart(of number: Int) -> CivilTime { CivilTime(localSeconds: localStart(of: number)) }

    private func localStart(of number: Int) -> Int64 {
        let cycle = CivilDate.floorDivide(number, lengths.count)
        var inside = 0
        for index in 0..<number - cycle * lengths.count { inside += lengths[index] }
        return origin + Int64(cycle * period + inside)
    }

    /// The shift that a clock would be in which never changes; negative before the first.
    private func number(at localSeconds: Int64) -> Int {
        let since = Int(localSeconds - origin)
        let cycle = CivilDate.floorDivide(since, period)
        var rest = since - cycle * period
        let number = cycle * lengths.count
        // Shifts of one length need no more: the rest is less than it.
        var inside = 0
        while inside < lengths.count - 1, rest >= lengths[inside] {
            rest -= lengths[inside]
            inside += 1
        }
        return number + inside
    }

    /// One turn of one person.
    package struct Shift: Hashable, Sendable {
        /// From 0.
        package var number: Int
        /// Whose turn it is.
        package var person: PersonID
        /// From here on, to but not including the end.
        package var start: Timestamp
        package var end: Timestamp
    }
}
