import Routing

/// Puts the sections of several files together. What two of them say is a finding; the first one counts.
struct TreeMerge {
    let log: FindingLog
    private(set) var entries: [YAMLEntry] = []
    private var places: [String: Int] = [:]
    /// The entries of merged tables, so that many files cost no more than their length.
    private var names: [String: [String: SourcePosition]] = [:]

    init(log: FindingLog) { self.log = log }

    /// Adds what stands at the top of a file.
    mutating func add(_ more: [YAMLEntry]) {
        for entry in more {
            guard let place = places[entry.key] else {
                places[entry.key] = entries.count
                entries.append(entry)
                continue
            }
            join(entry, to: place)
        }
    }

    private mutating func join(_ entry: YAMLEntry, to place: Int) {
        switch (entries[place].value.content, entry.value.content) {
        case (.table(var table), .table(let more)):
            var known =
                names[entry.key] ?? Dictionary(table.map { ($0.key, $0.position) }) { first, _ in first }
            for entry in more {
                if let first = known[entry.key] {
                    twice("\(entries[place].key).\(entry.key)", at: entry.position, after: first)
                } else {
                    known[entry.key] = entry.position
                    table.append(entry)
                }
            }
            names[entry.key] = known
            entries[place].value.content = .table(table)
        case (.list(let list), .list(let more)): entries[place].value.content = .list(list + more)
        case (.text, _) where entries[place].value.isEmpty: entries[place].value = entry.value
        case (_, .text) where entry.value.isEmpty: break
        case (.text, _), (.list, _), (.table, _):
            twice(entry.key, at: entry.position, after: entries[place].position)
        }
    }

    private func twice(_ name: String, at position: SourcePosition, after first: SourcePosition) {
        log.error(position, "'\(name)' is here a second time, after \(first)", hint: "keep one of the two")
    }
}
