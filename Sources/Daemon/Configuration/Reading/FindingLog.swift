import Routing

/// Collects findings while a configuration is read. Local to one load; never shared between tasks.
final class FindingLog {
    /// No administrator reads more; what is beyond is counted only.
    static let limit = 500

    private(set) var findings: [Finding] = []
    private(set) var dropped = 0
    /// Whether something that was reported had to be left out of the clinic, so that others may seem to lack it.
    var leftOut = false

    func error(_ position: SourcePosition, _ message: String, hint: String? = nil) {
        add(Finding(.error, at: position, message, hint: hint))
    }

    func warning(_ position: SourcePosition, _ message: String, hint: String? = nil) {
        add(Finding(.warning, at: position, message, hint: hint))
    }

    func add(_ finding: Finding) {
        if findings.count < Self.limit { findings.append(finding) } else { dropped += 1 }
    }

    var hasErrors: Bool { findings.contains { $0.severity == .error } }
}
