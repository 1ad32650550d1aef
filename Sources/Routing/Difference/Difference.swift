package import CallModel

/// What changes for callers from one table to another: for each number and each thing that callers may do, the
/// stretches of time in which they get something else, and what.
package struct Difference: Hashable, Sendable {
    /// One stretch of time in which callers of a number notice something.
    package struct Change: Hashable, Sendable {
        /// The number that is dialled.
        package let number: PhoneNumber
        /// Who calls; `nil` for anybody.
        package var caller: CallerKind?
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
    ///
    /// - Parameters:
    ///   - kinds: those that the rules of either tell apart; callers of whom nothing is known when `nil`. What all of
    ///     them notice is said once.
    ///   - isWanted: which numbers are compared.
    package init(
        from old: RoutingTable, to new: RoutingTable, from start: Timestamp, to end: Timestamp,
        kinds: CallerKinds? = nil, isWanted: (PhoneNumber) -> Bool = { _ in true }
    ) {
        let instants = (old.changes(from: start, to: end), new.changes(from: start, to: end))
        guard instants.0.start < instants.0.end else { return }
        let numbers = Set(old.dialledNumbers).union(new.dialledNumbers).filter(isWanted)
        for number in numbers.sorted(by: { $0.e164 < $1.e164 }) {
            guard old.serves(number), new.serves(number) else {
                let what = new.serves(number) ? "is answered, and was not before" : "is no longer answered"
                changes.append(.init(number: number, path: "", what: what, from: start, to: end))
                continue
            }
            let kinds = kinds?.of(number).prefix(CallerKinds.most) ?? [.usual]
            var usual: Set<Change> = []
            for kind in kinds {
                let found = compare(number, kind, old, new, instants, end)
                if kind == kinds.first { usual = Set(found) }
                changes +=
                    kind == kinds.first
                    ? found
                    : found.filter { !usual.contains($0) }.map { change in
                        var change = change
                        change.caller = kind
                        return change
                    }
            }
        }
    }

    private struct Key: Hashable {
        var path: String
        var what: String
    }

    private func compare(
        _ number: PhoneNumber, _ kind: CallerKind, _ old: RoutingTable, _ new: RoutingTable,
        _ instants: (TimeChanges, TimeChanges), _ end: Timestamp
    ) -> [Change] {
        var memories = (
            TreeMemory<[String: Reply]>(old, number: number, kind: kind),
            TreeMemory<[String: Reply]>(new, number: number, kind: kind)
        )
        var open: [Key: Timestamp] = [:]
        var closed: [Change] = []
        var next: Timestamp? = instants.0.start
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
        return closed.sorted { ($0.from, $0.path, $0.what) < ($1.from, $1.path, $1.what) }
    }

    private static func unlike(_ before: [String: Reply], _ after: [String: Reply]) -> Set<Key> {
        var found: Set<Key> = []
        for (path, reply) in after {
            guard let old = before[path] else {
                found.insert(Key(path: path, what: "is new: \(reply.answer.words)"))
                continue
            }
            if reply != old { found.insert(Key(path: path, what: reply.answer.difference(from: old.answer))) }
        }
        for (path, reply) in before where after[path] == nil {
            // Where the call does not come any more, or goes on to something else, nothing else can be expected.
            let isSaid = reply.ways.contains { way in after[way]?.answer.ending != before[way]?.answer.ending }
            if !isSaid { found.insert(Key(path: path, what: "is gone")) }
        }
        return found
    }
}

/// What callers get by what they do, and all that they did on the way there, in words.
struct Reply: Hashable {
    var answer: CallAnswer
    var ways: [String]
}

extension CallTree {
    /// What callers get by what they do, in words.
    var answers: [String: Reply] {
        Dictionary(
            branches.map { branch in
                let ways = branch.path.indices.map { Array(branch.path[..<$0]).words }
                return (branch.path.words, Reply(answer: CallAnswer(branch), ways: ways))
            }
        ) { first, _ in first }
    }
}
