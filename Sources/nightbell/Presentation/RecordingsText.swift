import Daemon

extension RecordingsReport {
    /// The recordings for people.
    var text: String {
        var table = Table()
        for entry in recordings {
            let state =
                entry.deleted.map { "deleted \(Words.local($0))" } ?? entry.ending
                ?? (entry.ended == nil ? "no end" : "")
            table.add(
                entry.name, Words.local(entry.started), Words.seconds(entry.seconds),
                "\((entry.bytes + 500) / 1_000) kB", "key \(entry.key)", state)
        }
        if recordings.isEmpty { table.add("no recordings") }
        guard let accesses else { return table.lines.joined(separator: "\n") }
        var log = Table(indent: 2)
        for access in accesses { log.add(Words.local(access.at), access.what, access.recording, access.who) }
        if accesses.isEmpty { log.add("none") }
        return (table.lines + ["", "accesses"] + log.lines).joined(separator: "\n")
    }
}

extension RecordingStatus {
    /// One line.
    var words: String {
        let size = "\(Words.count(files, "recording")), \(bytes / 1_000_000) of \(quota / 1_000_000) MB"
        if let fault { return "none: \(fault); \(size)" }
        return "\(Words.count(running, "call")) now, \(size)"
    }
}
