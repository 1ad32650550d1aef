import CallModel
import Daemon

extension CallbacksReport {
    /// What is owed, for people.
    func text(now: ReportTime, numbers: NumberDisplay) -> String {
        guard !callbacks.isEmpty else { return "nothing is owed: no open callback" }
        var table = Table(["id", "due", "what", "reason", "number", "owner", "made"])
        for callback in callbacks {
            table.add(
                callback.id.description, callback.dueWords(now: now), callback.kind.rawValue, callback.reason,
                callback.number ?? "unknown", callback.owner?.value ?? "nobody", Words.local(callback.created))
        }
        var lines = table.lines
        if numbers == .redacted { lines += ["", "To call somebody back: nightbell callbacks --reveal"] }
        return lines.joined(separator: "\n")
    }
}

/// Whether numbers are in full.
enum NumberDisplay { case redacted, inFull }

extension CallbackReport {
    /// `overdue 12 min`, `in 4 min`, `closed: called back`.
    func dueWords(now: ReportTime) -> String {
        if closed != nil { return "closed: \(resolution ?? "")" }
        let left = due.timestamp - now.timestamp
        return overdue ? "overdue \(Words.span(now.timestamp - due.timestamp))" : "in \(Words.span(left))"
    }
}
