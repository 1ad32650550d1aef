/// A part of a day by the clock on the wall, half-open: it has its start and not its end.
package struct DaySpan: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Seconds after midnight, 0 ≤ start < end ≤ 86 400.
    package let start: Int
    package let end: Int

    /// The span from `start` to `end`; `nil` when it is empty, turned round or longer than its day.
    package init?(start: Int, end: Int) {
        guard start >= 0, start < end, end <= 86_400 else { return nil }
        self.start = start
        self.end = end
    }

    /// All of the day.
    package static let wholeDay = Self()

    private init() {
        start = 0
        end = 86_400
    }

    /// Whether the clock is inside: at the start yes, at the end no.
    package func contains(_ secondOfDay: Int) -> Bool { secondOfDay >= start && secondOfDay < end }

    /// `08:00-12:00`.
    package var description: String { "\(clockText(start))-\(clockText(end))" }
}

extension [DaySpan] {
    /// `08:00-12:00, 13:00-17:00`.
    var text: String { map(\.description).joined(separator: ", ") }
}
