package import CallModel

/// Whether every caller of one number reaches a person in time, at every instant of an interval and whatever they do;
/// or every way in which one does not.
///
/// The interval is cut at every ``RoutingTable/boundaries(from:to:)``, and in each part every branch of the
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

    /// Proves `number` from the first of `boundaries` to `end`.
    ///
    /// - Parameters:
    ///   - boundaries: those of the table from the start to `end`.
    ///   - within: how long a caller may wait until a person is rung.
    package init(
        _ number: PhoneNumber, in table: RoutingTable, boundaries: [Timestamp], to end: Timestamp, within: Duration
    ) {
        self.number = number
        intervals = boundaries.count
        var all: Set<[CallMove]> = []
        var open: [CounterExample.Key: Timestamp] = [:]
        var closed: [CounterExample] = []
        for at in boundaries {
            let tree = CallTree(table, number: number, at: at)
            var found: Set<CounterExample.Key> = tree.isWhole ? [] : [.init(path: [], fault: .tooManyWays)]
            for branch in tree.branches {
                all.insert(branch.path)
                for fault in branch.faults(in: table, within: within) {
                    found.insert(.init(path: branch.path, fault: fault))
                }
                if let time = branch.firstPerson, time > slowest?.time ?? .seconds(-1) {
                    slowest = .init(time: time, path: branch.path, at: at)
                }
            }
            for (key, start) in open where !found.contains(key) {
                closed.append(.init(number: number, key: key, from: start, to: at))
                open[key] = nil
            }
            for key in found where open[key] == nil { open[key] = at }
        }
        for (key, start) in open { closed.append(.init(number: number, key: key, from: start, to: end)) }
        ways = all.count
        counterExamples = closed.sorted {
            ($0.from, $0.path.words, $0.fault.words) < ($1.from, $1.path.words, $1.fault.words)
        }
    }
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

    /// What of it is the same from one instant to the next.
    struct Key: Hashable {
        var path: [CallMove]
        var fault: Fault
    }

    init(number: PhoneNumber, key: Key, from: Timestamp, to: Timestamp) {
        self.number = number
        path = key.path
        fault = key.fault
        self.from = from
        self.to = to
    }
}
