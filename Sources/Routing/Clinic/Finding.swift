package import CallModel

/// Something wrong with a configuration: where it is, what it is, and how to mend it.
package struct Finding: Hashable, Sendable, Codable, CustomStringConvertible {
    /// How much it matters.
    package enum Severity: String, Hashable, Sendable, Codable {
        /// The configuration is refused.
        case error
        /// It works, and callers may not like it.
        case warning
    }

    /// How much it matters.
    package var severity: Severity
    /// Where it stands.
    package var position: SourcePosition
    /// What is wrong: `people.adams.ring: no phone '219'`.
    package var message: String
    /// How to mend it; `nil` when the message says so already.
    package var hint: String?
    /// What kind of thing it is.
    package var kind: FindingClass
    /// When it is so first, for what is wrong at times only.
    package var when: Timestamp?

    /// A finding of these parts.
    package init(
        _ severity: Severity, at position: SourcePosition, _ message: String, hint: String? = nil,
        kind: FindingClass = .configuration, when: Timestamp? = nil
    ) {
        self.severity = severity
        self.position = position
        self.message = message
        self.hint = hint
        self.kind = kind
        self.when = when
    }

    /// One line, as compilers write it: `clinic.yaml:12:5: error: no phone '219' (did you mean '211'?)`.
    package var description: String {
        "\(position): \(severity.rawValue): \(message)" + (hint.map { " (\($0))" } ?? "")
    }
}
