import CallModel

/// When a layer of a rotation counts, by the clock on the wall of its site.
///
/// Where a clock change repeats an hour, both passes count alike.
package enum ShiftWindow: Hashable, Sendable {
    /// In these hours of every week: `mon-fri: 17:00-08:00`.
    case weekly(WeeklyHours)
    /// While the site's hours of this name are open.
    case during(String)
    /// While they are not.
    case outside(String)

    func contains(_ time: CivilTime, _ hours: OpeningHours) -> Bool {
        switch self {
        case .weekly(let week): week.spans(on: time.date.weekday).contains { $0.contains(time.secondOfDay) }
        case .during(let name): hours.state(of: name, at: time)?.answer == .open
        case .outside(let name): hours.state(of: name, at: time)?.answer != .open
        }
    }

    /// An instant after `instant` up to which the window does not change: its next edge, a change of the zone's clock,
    /// or a week from then.
    func change(after instant: Timestamp, in zone: TimeZoneRules, _ hours: OpeningHours) -> Timestamp {
        let today = zone.local(at: instant).civil.date
        let limit = zone.instants(of: CivilTime(today + 8)).instant
        let clock = zone.change(after: instant).map { min($0, limit) } ?? limit
        for days in -1...8 {
            let date = today + days
            let spans =
                switch self {
                case .weekly(let week): week.spans(on: date.weekday)
                case .during(let name), .outside(let name): hours.spans(of: name, on: date)
                }
            var edges: [Timestamp] = []
            for second in spans.flatMap({ [$0.start, $0.end] }) {
                switch zone.instants(of: CivilTime(date, secondOfDay: second)) {
                case .once(let edge), .gap(let edge): edges.append(edge)
                case .twice(let first, let second): edges += [first, second]
                }
            }
            if let edge = edges.filter({ $0 > instant }).min() { return min(edge, clock) }
        }
        return clock
    }
}
