package import CallModel

extension RoutingTable {
    /// Every instant from `start` up to but not including `end` at which some answer of the table can change: the edges
    /// of hours, holidays, closures and exceptions, rules, modes that are set, hand-offs, overrides, and clock changes. Between two of them, one
    /// and the same call gets one and the same plan.
    ///
    /// - Returns: sorted, each once, `start` first; empty when `end` is not after `start`. At most
    ///   ``longestInterval`` is looked at.
    package func boundaries(from start: Timestamp, to end: Timestamp) -> [Timestamp] {
        let end = min(end, start + Self.longestInterval)
        guard start < end else { return [] }
        var edges = EdgeCollection(start: start, end: end)
        let ruleEdges = self.ruleEdges
        for site in [home] + sites.values {
            edges.add(clockChangesOf: site.zone)
            edges.add(site.hours, with: ruleEdges, in: site.zone)
        }
        for setting in settings { edges.add(setting) }
        for name in rotations.keys { edges.add(handOffsOf: name, in: self) }
        return edges.sorted
    }

    /// Ten years.
    package static let longestInterval = Duration.seconds(3653 * 86_400)
}

/// Collects instants of an interval.
private struct EdgeCollection {
    /// More than this many hand-offs of one rotation are not followed: one each hour of ten years is fewer.
    static let mostHandOffs = 100_000

    let start: Timestamp
    let end: Timestamp
    private var instants: Set<Timestamp>

    init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = end
        instants = [start]
    }

    var sorted: [Timestamp] { instants.sorted() }

    private mutating func add(_ instant: Timestamp) {
        if start < instant, instant < end { instants.insert(instant) }
    }

    mutating func add(_ setting: ModeSetting) {
        add(setting.start)
        if let end = setting.end { add(end) }
    }

    mutating func add(clockChangesOf zone: TimeZoneRules) {
        var cursor = start
        while let change = zone.change(after: cursor), change < end {
            add(change)
            cursor = change
        }
    }

    /// Midnights, for everything that goes by dates, and the edges within each day, in both passes of an hour that a
    /// clock change repeats. Edges in an hour that it skips happen at the change.
    mutating func add(_ hours: OpeningHours, with others: Set<Int>, in zone: TimeZoneRules) {
        let first = zone.local(at: start).civil.date + -1
        let last = zone.local(at: end).civil.date + 1
        for number in first.dayNumber...max(first.dayNumber, last.dayNumber) {
            let date = CivilDate(dayNumber: number)
            for second in hours.edges(on: date).union(others).union([0]) {
                switch zone.instants(of: CivilTime(date, secondOfDay: second)) {
                case .once(let instant), .gap(after: let instant): add(instant)
                case .twice(let first, let second):
                    add(first)
                    add(second)
                }
            }
        }
    }

    /// Follows the answers of a rotation, each of which says how long it holds.
    mutating func add(handOffsOf rotation: String, in table: RoutingTable) {
        var cursor = start
        for _ in 0..<Self.mostHandOffs {
            guard let until = table.onCall(rotation, at: cursor)?.until, until > cursor, until < end else { return }
            add(until)
            cursor = until
        }
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
