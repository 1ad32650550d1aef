package import CallModel

extension RoutingTable {
    /// Every instant from `start` up to but not including `end` at which some answer of the table can change: the edges
    /// of hours, holidays, closures and exceptions, rules, modes that are set, hand-offs, overrides, and clock changes.
    /// Between two of them, one and the same call gets one and the same plan.
    ///
    /// - Returns: sorted, each once, `start` first; empty when `end` is not after `start`. At most
    ///   ``longestInterval`` is looked at.
    package func boundaries(from start: Timestamp, to end: Timestamp) -> [Timestamp] {
        changes(from: start, to: end).all
    }

    /// The same instants, by what it is that can change there.
    package func changes(from start: Timestamp, to end: Timestamp) -> TimeChanges {
        var changes = TimeChanges(start: start, end: max(start, min(end, start + Self.longestInterval)))
        guard changes.start < changes.end else { return changes }
        let ruleEdges = self.ruleEdges
        changes.add(of: .site(nil), of: home, with: ruleEdges)
        for site in sites.values { changes.add(of: .site(site.title), of: site, with: ruleEdges) }
        for setting in settings { changes.add([setting.start, setting.end].compactMap { $0 }, of: .modes) }
        for name in rotationNames { changes.add(handOffsOf: name, in: self) }
        changes.close()
        return changes
    }

    /// Ten years.
    package static let longestInterval = Duration.seconds(3653 * 86_400)
}

/// What can change as time goes by.
enum TimeCause: Hashable, Sendable {
    /// The clock and the hours of the sites that people call so, or of the clinic itself.
    case site(String?)
    /// Who is on call in this rotation.
    case rotation(String)
    /// A mode that is set.
    case modes
}

/// The instants of an interval at which answers can change, by cause.
package struct TimeChanges: Sendable {
    /// More than this many hand-offs of one rotation are not followed: one each hour of ten years is fewer.
    private static let mostHandOffs = 100_000

    /// The interval, half-open.
    package let start: Timestamp
    package let end: Timestamp
    private var byCause: [TimeCause: [Timestamp]] = [:]

    fileprivate init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = end
    }

    /// All of them, sorted, each once, the start first.
    package var all: [Timestamp] {
        start < end ? byCause.values.reduce(into: Set([start])) { $0.formUnion($1) }.sorted() : []
    }

    /// The first instant after `instant` at which one of these causes can change something.
    func next(after instant: Timestamp, of causes: Set<TimeCause>) -> Timestamp? {
        causes.lazy.compactMap { cause -> Timestamp? in
            guard let list = byCause[cause] else { return nil }
            var (low, high) = (0, list.count)
            while low < high {
                let middle = (low + high) / 2
                if list[middle] <= instant { low = middle + 1 } else { high = middle }
            }
            return low < list.count ? list[low] : nil
        }.min()
    }

    fileprivate mutating func add(_ instants: [Timestamp], of cause: TimeCause) {
        byCause[cause, default: []] += instants.filter { start < $0 && $0 < end }
    }

    /// Sorts them, for looking up.
    fileprivate mutating func close() {
        for (cause, list) in byCause { byCause[cause] = Set(list).sorted() }
    }

    /// Clock changes, midnights, for everything that goes by dates, and the edges within each day, in both passes of an
    /// hour that a clock change repeats. Edges in an hour that it skips happen at the change.
    fileprivate mutating func add(of cause: TimeCause, of site: SiteEntry, with others: Set<Int>) {
        let zone = site.zone
        var instants: [Timestamp] = []
        var cursor = start
        while let change = zone.change(after: cursor), change < end {
            instants.append(change)
            cursor = change
        }
        let first = zone.local(at: start).civil.date + -1
        let last = zone.local(at: end).civil.date + 1
        for number in first.dayNumber...max(first.dayNumber, last.dayNumber) {
            let date = CivilDate(dayNumber: number)
            for second in site.hours.edges(on: date).union(others).union([0]) {
                switch zone.instants(of: CivilTime(date, secondOfDay: second)) {
                case .once(let instant), .gap(after: let instant): instants.append(instant)
                case .twice(let first, let second): instants += [first, second]
                }
            }
        }
        add(instants, of: cause)
    }

    /// Follows the answers of a rotation, each of which says how long it holds.
    fileprivate mutating func add(handOffsOf rotation: String, in table: RoutingTable) {
        var instants: [Timestamp] = []
        var cursor = start
        for _ in 0..<Self.mostHandOffs {
            guard let until = table.onCall(rotation, at: cursor)?.until, until > cursor, until < end else { break }
            instants.append(until)
            cursor = until
        }
        add(instants, of: .rotation(rotation))
    }
}

extension OpeningHours {
    /// The seconds of `date` at which some hours, a closure or an exception begin or end.
    func edges(on date: CivilDate) -> Set<Int> {
        let spans =
            weekly.values.flatMap { $0.spans(on: date.weekday) } + (closed[date] ?? []) + (open[date] ?? [])
        return Set(spans.flatMap { [$0.start, $0.end] })
    }
}
