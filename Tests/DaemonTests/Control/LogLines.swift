import Logging
import Synchronization

@testable import Daemon

/// What was logged, as the daemon writes it on a terminal.
final class LogLines: Sendable {
    private let text = Mutex<[String]>([])

    var lines: [String] { text.withLock { $0 } }

    /// A logger that writes here.
    var logger: Logger { Logger(label: "test") { [self] _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.text.withLock { $0.append("\(event.level): \(StandardErrorLog.text(event, metadata))") }
        }
    }
}
