import CallModel
import Daemon
import Storage

extension DaemonStatus {
    /// The status for people.
    var text: String {
        var top = Table()
        let running = Words.span(now.timestamp - started.timestamp)
        top.add("nightbell \(version)", "\(activity.rawValue) for \(running), since \(Words.local(started))")
        top.add(
            "configuration",
            "\(configuration.version)  \(configuration.path), since \(Words.local(configuration.since))")
        if let refused = configuration.refusedReload { top.add("", "last reload refused: \(refused)") }
        top.add("calls", "\(calls) running")
        top.add("callbacks", callbacks)
        top.add("store", store.words(now: now))
        if let recording { top.add("recording", recording.words) }
        return [
            top.lines, ["", "phones"], phoneTable.lines, ["", "trunks"], trunkTable.lines,
            counters.isEmpty ? [] : ["", "since the start"], counterTable.lines,
        ].joined().joined(separator: "\n")
    }

    private var callbacks: String {
        guard let openCallbacks else { return "unknown: the store does not answer" }
        let overdue = overdueCallbacks ?? 0
        return "\(openCallbacks) open" + (overdue > 0 ? ", \(overdue) overdue: see `nightbell callbacks`" : "")
    }

    private var phoneTable: Table {
        var table = Table(indent: 2)
        for phone in phones {
            let place = phone.contacts.isEmpty ? "not registered" : phone.contacts.joined(separator: ", ")
            table.add(phone.phone, phone.name, place, phone.expires.map { "until \(Words.local($0))" } ?? "")
        }
        if phones.isEmpty { table.add("none") }
        return table
    }

    private var trunkTable: Table {
        var table = Table(indent: 2)
        for trunk in trunks {
            let calls = trunk.channels.map { "\(trunk.calls) of \($0) calls" } ?? Words.count(trunk.calls, "call")
            table.add(trunk.name, trunk.state.rawValue, calls, trunk.detail)
        }
        if trunks.isEmpty { table.add("none") }
        return table
    }

    private var counterTable: Table {
        var table = Table(indent: 2)
        for (name, count) in counters.sorted(by: { $0.key < $1.key }) { table.add(name, "\(count)") }
        return table
    }
}

extension StoreStatus {
    /// One line: whether promises can be kept.
    func words(now: ReportTime) -> String {
        var words: [String] = []
        switch state {
        case .working: words.append("working")
        case .failing:
            let since = failingSince.map { " for \(Words.span(now.timestamp - $0.timestamp))" } ?? ""
            words.append("failing\(since): \(lastError ?? "no reason known")")
        }
        if waiting > 0 { words.append("\(waiting) waiting to be written") }
        if droppedRecords > 0 { words.append("\(Words.count(droppedRecords, "record")) lost") }
        return words.joined(separator: "; ")
    }
}
