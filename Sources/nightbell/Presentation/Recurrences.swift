import CallModel
import Routing

/// Stretches of time of which the same is to be said, gathered, so that what happens each weekday is one line.
struct Recurrences<Key: Hashable> {
    private var order: [Key] = []
    private var spans: [Key: RecurringSpans] = [:]

    /// Notes that `key` is to be said of this stretch of time.
    mutating func add(_ key: Key, _ zone: TimeZoneRules, _ from: Timestamp, _ to: Timestamp) {
        if spans[key] == nil { order.append(key) }
        spans[key, default: RecurringSpans(zone: zone)].spans.append((from, to))
    }

    /// All of it, in the order in which the keys came first.
    var all: [(Key, RecurringSpans)] { order.compactMap { key in spans[key].map { (key, $0) } } }
}

/// Stretches of time by one clock, in order.
struct RecurringSpans {
    let zone: TimeZoneRules
    fileprivate(set) var spans: [(from: Timestamp, to: Timestamp)] = []

    fileprivate init(zone: TimeZoneRules) { self.zone = zone }

    /// When it begins first, with the zone: `Sun 1 Nov 01:30 EST, second pass`.
    var beginning: String { spans.first.map { zone.words($0.from) } ?? "" }

    /// When it ends first, and how often more it is so: `until Sun 1 Nov 02:00 EST, and once more, from … to …`.
    func ending(until end: Timestamp) -> String {
        guard let first = spans.first else { return "" }
        return (first.to < end ? "until \(zone.words(first.to))" : "from then on") + more(until: end)
    }

    /// `Fri 25 Dec 00:00 - Sat 26 Dec 00:00, and 2 times more, the last Sun 3 Jan 00:00 - Mon 4 Jan 00:00`.
    ///
    /// - Parameter end: what lasts to here has no end.
    func words(until end: Timestamp) -> String {
        spans.first.map { words($0, end) + more(until: end) } ?? ""
    }

    private func words(_ span: (from: Timestamp, to: Timestamp), _ end: Timestamp) -> String {
        let from = zone.shortWords(span.from)
        return span.to < end ? "\(from) - \(zone.shortWords(span.to))" : "from \(from) on"
    }

    private func more(until end: Timestamp) -> String {
        guard spans.count > 1, let last = spans.last else { return "" }
        let times = spans.count == 2 ? "once more" : "\(spans.count - 1) times more, the last"
        return ", and \(times) \(words(last, end))"
    }
}
