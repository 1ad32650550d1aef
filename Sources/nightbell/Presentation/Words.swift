import CallModel
import Daemon
import Glibc

/// Times and durations as people read them.
enum Words {
    /// `2026-12-25 03:00:12` by this machine's clock and zone.
    static func local(_ time: ReportTime) -> String {
        var seconds = time_t(time.timestamp.seconds)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return time.description }
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `12 s`, `4 min`, `2 h 14 min`, `3 d 4 h`: two units at most.
    static func span(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60)
        if days > 0 { return "\(days) d" + (hours > 0 ? " \(hours) h" : "") }
        if hours > 0 { return "\(hours) h" + (minutes > 0 ? " \(minutes) min" : "") }
        if minutes > 0 { return "\(minutes) min" }
        return "\(seconds) s"
    }

    /// `41.5 s`, to a tenth.
    static func seconds(_ seconds: Double) -> String {
        let tenths = Int64((seconds.isFinite ? min(max(seconds, -1e12), 1e12) : 0) * 10 + (seconds < 0 ? -0.5 : 0.5))
        return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10) s"
    }

    /// What is not empty, with commas between.
    static func list(_ words: String...) -> String { words.filter { !$0.isEmpty }.joined(separator: ", ") }

    /// `1 call`, `2 calls`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
