/// Who may set modes on the telephone.
package enum ModeAccess: Hashable, Sendable {
    /// Nobody.
    case none
    /// Who knows the PIN, which nobody here does.
    case pin
}

/// A mode that the clinic can be put into at run time: `snow day`. Its name is the clinic's own.
package struct ClinicMode: Hashable, Sendable {
    /// The key: `snow-day`.
    package var name: Placed<String>
    /// What people call it.
    package var title: String
    /// The key by which it is chosen on the telephone; `nil` when it cannot be.
    package var key: Placed<Key>?
    /// What it does to all hours.
    package var hours: HoursEffect
    /// How long it lasts when nobody says until when; to the end of the day when `nil`.
    package var lasts: Duration?

    /// What a mode does to the hours of its site while it is in force.
    package enum HoursEffect: String, Hashable, Sendable, Codable, CaseIterable {
        /// Nothing: only what asks for the mode by name sees it.
        case usual
        /// All hours are closed.
        case closed
        /// All hours are open.
        case open
    }

    /// A mode of these parts.
    package init(
        name: Placed<String>, title: String, key: Placed<Key>? = nil, hours: HoursEffect = .usual,
        lasts: Duration? = nil
    ) {
        self.name = name
        self.title = title
        self.key = key
        self.hours = hours
        self.lasts = lasts
    }

    /// The prompt that speaks its title: `mode-snow-day`.
    package static func prompt(for name: String) -> String { "mode-\(name)" }

    /// `snow day` as a key: `snow-day`.
    package static func key(for name: String) -> String {
        name.lowercased().split { $0 == " " || $0 == "\t" }.joined(separator: "-")
    }
}
