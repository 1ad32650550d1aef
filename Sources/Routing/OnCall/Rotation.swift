package import CallModel

/// People who take turns being on call.
///
/// A shift begins at the hand-off by the clock on the wall and is half-open: it has its start and not its end, so
/// that exactly one person is on call at every instant from the first shift on. Where a clock change skips the
/// hand-off, it happens at the first instant after the gap; where it repeats it, at the first pass.
package struct Rotation: Hashable, Sendable {
    /// The length of a shift in days: 7 weekly, 1 daily.
    package var shiftDays: Int
    /// The date of the first hand-off.
    package var first: CivilDate
    /// When in the day people change, seconds after midnight by the clock on the wall.
    package var handOff: Int
    /// Who takes turns, in this order; the first of them has the first shift.
    package var order: [PersonID]

    /// A rotation whose first shift begins at `handOff` on `first`.
    package init(shiftDays: Int, first: CivilDate, handOff: Int, order: [PersonID]) {
        self.shiftDays = max(1, shiftDays)
        self.first = first
        self.handOff = handOff
        self.order = order
    }

    /// The shift that has `instant`; `nil` before the first shift and when nobody takes turns.
    package func shift(at instant: Timestamp, in zone: TimeZoneRules) -> Shift? {
        guard !order.isEmpty else { return nil }
        let today = zone.local(at: instant).civil.date.dayNumber
        // The hand-off of that day may still be to come, so the shift before it is tried too.
        var number = CivilDate.floorDivide(today - first.dayNumber, shiftDays) + 1
        // Three steps are enough for any zone; an instant beyond the calendar's years ends here too.
        for _ in 0..<3 where start(of: number, in: zone) > instant { number -= 1 }
        guard number >= 0 else { return nil }
        return Shift(
            number: number, person: order[number % order.count], start: start(of: number, in: zone),
            end: start(of: number + 1, in: zone))
    }

    /// When shift `number`, from 0, begins.
    package func start(of number: Int, in zone: TimeZoneRules) -> Timestamp {
        zone.instants(of: CivilTime(first + number * shiftDays, secondOfDay: handOff)).instant
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
