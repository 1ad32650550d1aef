import Daemon
import FoundationEssentials
import Glibc

/// Where answers and complaints go.
enum Output {
    /// One line for whoever started the command, on standard error.
    static func complain(_ message: String, prefix: String = "nightbell: ") {
        let bytes = Array((prefix + message + "\n").utf8)
        // Nobody can be told that standard error is gone.
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    /// A value for programs: members sorted, two spaces.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A value for programs on one line.
    static func jsonLine(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
