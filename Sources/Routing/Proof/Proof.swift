package import CallModel

/// Whether every caller of one number reaches a person in time, at every instant of an interval and whatever they do;
/// or every way in which one does not.
///
/// Callers whom no rule can tell apart are one ``CallerKind``, and one of each kind is looked at.
///
/// The interval is cut at every one of its ``TimeChanges`` that matters, and in each part every branch of the
/// ``CallTree`` is judged. Neighbouring parts with the same fault are one counter-example.
///
/// A caller who chooses, by a key, something that is not urgent may be promised a callback instead. A caller who does
/// nothing, presses wrong keys or 0, or has an urgent reason, must reach a person.
package struct Proof: Hashable, Sendable {
    /// The number.
    package let number: PhoneNumber
    /// What is wrong, in order of time.
    package private(set) var counterExamples: [CounterExample] = []
    /// How many ways through the menus there are, and how many parts the interval has.
    package private(set) var ways = 0
    package private(set) var intervals = 0
    /// The way that takes longest until a person is rung; `nil` when none ever is.
    package private(set) var slowest: Slowest?

    /// A way to a person.
    package struct Slowest: Hashable, Sendable {
        /// Until the first person is rung, since the call was answered. Prompts are not counted.
        package var time: Duration
        package var path: [CallMove]
        package var at: Timestamp
        /// Who takes it.
        package var kind: CallerKind
    }

    /// Proves `number`.
    ///
    /// - Parameters:
    ///   - changes: those of the table in the interval to prove; only those are looked at that matter to the number.
    ///   - within: how long a caller may wait until a person is rung.
    ///   - kinds: the kinds of callers to prove it for. What is so for the first of them is not said again of others.
    package init(
        _ number: PhoneNumber, in table: RoutingTable, changes: TimeChanges, within: Duration,
        kinds: [CallerKind] = [.usual]
    ) {
        self.number = number
        var usual: Set<CounterExample> = []
        for kind in kinds.prefix(CallerKinds.most) {
            let found = prove(table, changes, within, kind)
            let new = found.filter { !usual.contains($0.ofAnybody) }
            if kind == kinds.first { usual = Set(found.map { $0.ofAnybody }) }
            counterExamples += new
        }
        if kinds.count > CallerKinds.most {
            counterExamples.append(.init(number, [], .tooManyKinds, .usual, from: changes.start, to: changes.end))
        }
        counterExamples.sort {
            ($0.from, $0.path.words, $0.kind.words, $0.fault.words)
                < ($1.from, $1.path.words, $1.kind.words, $1.fault.words)
        }
    }

    private mutating func prove(
        _ table: RoutingTable, _ changes: TimeChanges, _ within: Duration, _ kind: CallerKind
    ) -> [CounterExample] {
        var found: [CounterExample] = []
        var memory = TreeMemory<Verdict>(table, number: number, kind: kind)
        var paths: Set<[CallMove]> = []
        var open: [CounterExample.Key: (path: [CallMove], from: Timestamp)] = [:]
        var next = changes.start < changes.end ? changes.start : nil
        while let at = next {
            intervals += 1
            var seen = Recall.known
            let verdict = memory.value(at: at) { tree in
                seen = .new
                return Verdict(tree, in: table, within: within)
            }
            if seen == .new {
                paths.formUnion(verdict.paths)
                if let way = verdict.slowest, way.time > slowest?.time ?? .seconds(-1) {
                    slowest = .init(time: way.time, path: way.path, at: at, kind: kind)
                }
            }
            for (key, start) in open where verdict.faults[key] == nil {
                found.append(.init(number, start.path, key.fault, kind, from: start.from, to: at))
                open[key] = nil
            }
            for (key, path) in verdict.faults where open[key] == nil { open[key] = (path, at) }
            next = changes.next(after: at, of: memory.causes)
        }
        ways += paths.count
        return found
            + open.map { key, start in
                .init(number, start.path, key.fault, kind, from: start.from, to: changes.end)
            }
    }

    private enum Recall { case known, new }
}

extension Proof {
    /// What is meant by in time when the configuration does not say.
    package static let usualWithin = Duration.seconds(180)
    /// How far ahead is proven when nobody says: a year and the month after it.
    package static let usualDays = 400
}

/// One way, for one stretch of time, on which a caller does not get to a person as they should.
package struct CounterExample: Hashable, Sendable {
    /// The number that is dialled.
    package let number: PhoneNumber
    /// What the caller does.
    package let path: [CallMove]
    /// What is wrong then.
    package let fault: Fault
    /// Who calls.
    package let kind: CallerKind
    /// From here on, to but not including the end.
    package let from: Timestamp
    package let to: Timestamp

    /// What of it is the same from one instant to the next: by day and by night the same keys are asked in other menus.
    struct Key: Hashable {
        var words: String
        var fault: Fault
    }

    init(
        _ number: PhoneNumber, _ path: [CallMove], _ fault: Fault, _ kind: CallerKind, from: Timestamp, to: Timestamp
    ) {
        self.number = number
        self.path = path
        self.fault = fault
        self.kind = kind
        self.from = from
        self.to = to
    }

    /// The same, whoever calls: what two kinds of callers, or two modes, have in common.
    package var ofAnybody: CounterExample {
        CounterExample(number, path, fault, .usual, from: from, to: to)
    }
}

/// What is to be said of one tree.
private struct Verdict {
    var paths: [[CallMove]] = []
    var faults: [CounterExample.Key: [CallMove]] = [:]
    var slowest: (time: Duration, path: [CallMove])?

    init(_ tree: CallTree, in table: RoutingTable, within: Duration) {
        if !tree.isWhole { faults[.init(words: [CallMove]().words, fault: .tooManyWays)] = [] }
        for branch in tree.branches {
            paths.append(branch.path)
            for fault in branch.faults(in: table, within: within) {
                // Once more the same thing, and still the same fault.
                let before = branch.path.dropLast()
                if let last = before.last, last == branch.path.last,
                    faults[.init(words: Array(before).words, fault: fault)] != nil
                {
                    continue
                }
                faults[.init(words: branch.path.words, fault: fault)] = branch.path
            }
            if let time = branch.firstPerson, time > slowest?.time ?? .seconds(-1) { slowest = (time, branch.path) }
        }
    }
}
