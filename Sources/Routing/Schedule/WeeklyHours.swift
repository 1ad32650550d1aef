/// When something is open in an ordinary week.
package struct WeeklyHours: Hashable, Sendable {
    /// The spans of each weekday, Monday first, in order and apart from each other.
    private var days: [[DaySpan]] = Array(repeating: [], count: 7)

    /// Never open.
    package init() {}

    /// The spans of `weekday`.
    package func spans(on weekday: Weekday) -> [DaySpan] { days[weekday.rawValue] }

    /// Adds a span to a weekday.
    ///
    /// - Returns: the span that it would overlap with; nothing is added then.
    package mutating func add(_ span: DaySpan, on weekday: Weekday) -> DaySpan? {
        let list = days[weekday.rawValue]
        if let other = list.first(where: { $0.start < span.end && span.start < $0.end }) { return other }
        days[weekday.rawValue] = (list + [span]).sorted { $0.start < $1.start }
        return nil
    }

    /// Whether there is not one span in the week.
    package var isEmpty: Bool { days.allSatisfy(\.isEmpty) }
}
