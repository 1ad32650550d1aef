import Glibc
import Logging

/// The daemon's log: one line an event on standard error, which systemd hands to the journal.
enum DaemonLog {
    /// A logger of this level.
    static func make(_ level: LogLevel) -> Logger {
        var logger = Logger(label: "nightbell") { StandardErrorLog(label: $0, level: .info) }
        logger.logLevel = Logger.Level(rawValue: level.rawValue) ?? .info
        return logger
    }
}

/// Lines on standard error, as the process's own errors are written.
package enum StandardError {
    /// Writes one line.
    package static func write(_ line: consuming String) {
        line += "\n"
        line.withUTF8 { bytes in
            // Nothing can be done about a standard error that is gone.
            _ = Glibc.write(2, bytes.baseAddress, bytes.count)
        }
    }
}

/// Writes `level message key=value …`; under systemd with the priority that the journal reads (sd-daemon(3)).
struct StandardErrorLog: LogHandler {
    let label: String
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let isJournal: Bool

    init(label: String, level: Logger.Level) {
        self.label = label
        logLevel = level
        isJournal = getenv("JOURNAL_STREAM") != nil
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = isJournal ? "<\(Self.priority(event.level))>" : event.level.rawValue + ": "
        line += Self.text(event, metadata)
        StandardError.write(line)
    }

    /// What a line says after its level.
    static func text(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        var text = event.message.description
        var fields = event.metadata ?? [:]
        if !metadata.isEmpty { fields.merge(metadata) { own, _ in own } }
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            text += " "
            text += key
            text += "="
            text += quoted("\(value)")
        }
        return text
    }

    /// One word or one quoted text, without the ends of lines with which a peer could forge another.
    static func quoted(_ text: String) -> String {
        // Bytes, because taking a text apart by its characters costs as much as the rest of the line.
        let ends = 0x0A...0x0D as ClosedRange<UInt8>
        if text.utf8.contains(where: ends.contains) {
            return quoted(String(decoding: text.utf8.map { ends.contains($0) ? 0x20 : $0 }, as: UTF8.self))
        }
        return text.utf8.contains(0x20) ? "\"\(text)\"" : text
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
