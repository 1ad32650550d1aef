package import CallModel

extension RoutingTable {
    /// The overrides by which two people take each other's turns in `rotation` from `start` to `end`, as it stands now.
    ///
    /// - Returns: one for each stretch of one of them, in order; none when neither has a turn in that time, or there is
    ///   no such rotation. No more than 1,000.
    package func overrides(
        swapping first: PersonID, and second: PersonID, in rotation: String, from start: Timestamp, to end: Timestamp
    ) -> [OnCallOverride] {
        guard let schedule = schedule(rotation), first != second else { return [] }
        return schedule.spans(from: start, to: end, limit: 1_000).compactMap { span in
            switch span.person {
            case first: OnCallOverride(rotation: rotation, person: second, start: span.start, end: span.end)
            case second: OnCallOverride(rotation: rotation, person: first, start: span.start, end: span.end)
            default: nil
            }
        }
    }
}
