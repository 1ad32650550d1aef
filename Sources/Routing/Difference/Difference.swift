package import CallModel

/// What changes for callers from one table to another: for each number and each thing that callers may do, the
/// stretches of time in which they get something else, and what.
package struct Difference: Hashable, Sendable {
    /// One stretch of time in which callers of a number notice something.
    package struct Change: Hashable, Sendable {
        /// The number that is dialled.
        package let number: PhoneNumber
        /// What the caller does: `option 5`.
        package let path: String
        /// What they notice: `rings Dr. Baker instead of Dr. Adams`.
        package let what: String
        /// From here on, to but not including the end.
        package let from: Timestamp
        package let to: Timestamp
    }

    /// All of it, by number, then by time.
    package private(set) var changes: [Change] = []

    /// Compares the tables from `start` to `end`.
    package init(from old: RoutingTable, to new: RoutingTable, from start: Timestamp, to end: Timestamp) {
        let instants = (old.changes(from: start, to: end), new.changes(from: start, to: end))
        for number in Set(old.dialledNumbers).union(new.dialledNumbers).sorted(by: { $0.e164 < $1.e164 }) {
            compare(number, old, new, instants, end)
        }
    }

    private struct Key: Hashable {
        var path: String
        var what: String
    }

    private mutating func compare(
        _ number: PhoneNumber, _ old: RoutingTable, _ new: RoutingTable, _ instants: (TimeChanges, TimeChanges),
        _ end: Timestamp
    ) {
        let start = instants.0.start
        guard start < instants.0.end else { return }
        guard old.serves(number), new.serves(number) else {
            let what = new.serves(number) ? "is answered, and was not before" : "is no longer answered"
            return changes.append(.init(number: number, path: "", what: what, from: start, to: end))
        }
        var memories = (
            TreeMemory<[String: CallAnswer]>(old, number: number), TreeMemory<[String: CallAnswer]>(new, number: number)
        )
        var open: [Key: Timestamp] = [:]
        var closed: [Change] = []
        var next: Timestamp? = start
        while let at = next {
            let before = memories.0.value(at: at, \.answers)
            let after = memories.1.value(at: at, \.answers)
            let found = before == after ? [] : Self.unlike(before, after)
            for (key, start) in open where !found.contains(key) {
                closed.append(.init(number: number, path: key.path, what: key.what, from: start, to: at))
                open[key] = nil
            }
            for key in found where open[key] == nil { open[key] = at }
            next = [
                instants.0.next(after: at, of: memories.0.causes), instants.1.next(after: at, of: memories.1.causes),
            ].compactMap { $0 }.min()
        }
        closed += open.map { .init(number: number, path: $0.path, what: $0.what, from: $1, to: end) }
        changes += closed.sorted { ($0.from, $0.path, $0.what) < ($1.from, $1.path, $1.what) }
    }

    private static func unlike(_ before: [String: CallAnswer], _ after: [String: CallAnswer]) -> Set<Key> {
        var found: Set<Key> = []
        for (path, answer) in after {
            guard let old = before[path] else {
                found.insert(Key(path: path, what: "is new: \(answer.words)"))
                continue
            }
            if answer != old { found.insert(Key(path: path, what: answer.difference(from: old))) }
        }
        for path in before.keys where after[path] == nil { found.insert(Key(path: path, what: "is gone")) }
        return found
    }
}

extension CallTree {
    /// What callers get by what they do, in words.
    var answers: [String: CallAnswer] {
        Dictionary(branches.map { ($0.path.words, CallAnswer($0)) }) { first, _ in first }
    }
}
