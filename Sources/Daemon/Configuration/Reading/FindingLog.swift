import Routing

/// Collects findings while a configuration is read. Local to one load; never shared between tasks.
final class FindingLog {
    /// No administrator reads more; what is beyond is counted only.
    static let limit = 500

    private(set) var findings: [Finding] = []
    private(set) var dropped = 0
    private var droppedErrors = 0
    /// Whether something that was reported had to be left out of the clinic, so that others may seem to lack it.
    var leftOut = false

    /// - Parameter hint: looked for only as long as findings are kept: to guess what was meant costs more than to find
    ///   that something is wrong.
    func error(_ position: SourcePosition, _ message: String, hint: @autoclosure () -> String? = nil) {
        guard findings.count < Self.limit else { return countError() }
        add(Finding(.error, at: position, message, hint: hint()))
    }

    func warning(_ position: SourcePosition, _ message: String, hint: @autoclosure () -> String? = nil) {
        guard findings.count < Self.limit else { return dropped += 1 }
        add(Finding(.warning, at: position, message, hint: hint()))
    }

    private func countError() {
        dropped += 1
        droppedErrors += 1
    }

    func add(_ finding: Finding) {
        if findings.count < Self.limit {
            findings.append(finding)
        } else if finding.severity == .error {
            countError()
        } else {
            dropped += 1
        }
    }

    var hasErrors: Bool { droppedErrors > 0 || findings.contains { $0.severity == .error } }
}
