package import CallModel

/// Whether every caller of one number reaches a person in time, at every instant of an interval and whatever they do;
/// or every way in which one does not.
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
    }

    /// Proves `number`.
    ///
    /// - Parameters:
    ///   - changes: those of the table in the interval to prove; only those are looked at that matter to the number.
    ///   - within: how long a caller may wait until a person is rung.
    package init(
        _ number: PhoneNumber, in table: RoutingTable, changes: TimeChanges, within: Duration
    ) {
        self.number = number
        var memory = TreeMemory<Verdict>(table, number: number)
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
                if let found = verdict.slowest, found.time > slowest?.time ?? .seconds(-1) {
                    slowest = .init(time: found.time, path: found.path, at: at)
                }
            }
            for (key, start) in open where verdict.faults[key] == nil {
                counterExamples.append(.init(number, start.path, key.fault, from: start.from, to: at))
                open[key] = nil
            }
            for (key, path) in verdict.faults where open[key] == nil { open[key] = (path, at) }
            next = changes.next(after: at, of: memory.causes)
        }
        for (key, start) in open {
            counterExamples.append(.init(number, start.path, key.fault, from: start.from, to: changes.end))
        }
        ways = paths.count
        counterExamples.sort { ($0.from, $0.path.words, $0.fault.words) < ($1.from, $1.path.words, $1.fault.words) }
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
    /// From here on, to but not including the end.
    package let from: Timestamp
    package let to: Timestamp

    /// What of it is the same from one instant to the next: by day and by night the same keys are asked in other menus.
    struct Key: Hashable {
        var words: String
        var fault: Fault
    }

    init(_ number: PhoneNumber, _ path: [CallMove], _ fault: Fault, from: Timestamp, to: Timestamp) {
        self.number = number
        self.path = path
        self.fault = fault
        self.from = from
        self.to = to
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
