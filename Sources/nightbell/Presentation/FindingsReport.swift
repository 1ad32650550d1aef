import CallModel
import Daemon
import Routing

/// What `nightbell check` found, for programs.
struct FindingsReport: Encodable {
    /// One thing that is wrong.
    struct Entry: Encodable {
        /// What kind of thing it is: ``FindingClass``.
        var `class`: String
        var severity: String
        var file: String
        var line: Int
        var column: Int
        var message: String
        /// How to mend it, when the message does not say so.
        var hint: String?
        /// When it is so first, when it is not so always.
        var at: ReportTime?
    }

    /// The configuration; `nil` when it has errors.
    var version: String?
    var findings: [Entry]

    init(_ configuration: LoadedConfiguration?, _ findings: [Finding]) {
        version = configuration?.version.value
        self.findings = findings.map { finding in
            Entry(
                class: finding.kind.rawValue, severity: finding.severity.rawValue, file: finding.position.file,
                line: finding.position.line, column: finding.position.column, message: finding.message,
                hint: finding.hint, at: finding.when.map { ReportTime($0) })
        }
    }
}
