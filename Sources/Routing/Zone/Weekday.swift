/// A day of the week, Monday first (ISO 8601).
package enum Weekday: Int, Hashable, Sendable, Codable, CaseIterable, Comparable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The short name in a configuration and in traces: `mon`.
    package var short: String { String(String(describing: self).prefix(3)) }

    /// The short name with a capital letter: `Mon`.
    package var title: String { short.prefix(1).uppercased() + short.dropFirst() }

    /// Reads `mon` or `monday`, in any case; `nil` for anything else.
    package init?(name: String) {
        let lower = name.lowercased()
        guard let day = Self.allCases.first(where: { $0.short == lower || String(describing: $0) == lower }) else {
            return nil
        }
        self = day
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
