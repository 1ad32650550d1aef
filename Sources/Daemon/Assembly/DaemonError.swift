/// Why the daemon does not start: every reason at once, in words for whoever starts it.
package struct DaemonError: Error, CustomStringConvertible, Sendable {
    /// One sentence each.
    package var reasons: [String]

    /// An error of these reasons.
    package init(_ reasons: [String]) { self.reasons = reasons }

    package var description: String { reasons.joined(separator: "\n") }
}

/// What this program is.
package enum Product {
    /// The version, as `nightbell version` says it.
    package static let version = "0.1.0"
    /// The value of User-Agent and Server.
    static let name = "Nightbell/\(version)"
}
