/// A token bucket: so many messages a second on average, so many at once.
package struct RateLimit: Hashable, Sendable {
    /// Messages a second, on average.
    package var perSecond: Double
    /// Messages at once.
    package var burst: Double

    /// A limit of these parts.
    package init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = burst
    }
}

/// Buckets of many sources, in bounded memory.
///
/// When the table is full, the sources that have been silent for longest make room. A flood from forged addresses so
/// costs the memory of the table and nothing else; known peers have a table of their own.
package struct RateLimiter<Source: Hashable> {
    private struct Bucket {
        var tokens: Double
        /// In nanoseconds.
        var last: Int64

        mutating func take(_ limit: RateLimit, now: Int64) -> Admission {
            tokens = min(limit.burst, tokens + Double(max(0, now - last)) / 1_000_000_000 * limit.perSecond)
            last = now
            guard tokens >= 1 else { return .refused }
            tokens -= 1
            return .admitted
        }
    }

    private let limit: RateLimit
    private let capacity: Int
    private var buckets: [Source: Bucket] = [:]
    /// Where the source that sent last has its bucket: a provider's next message finds it without a hash.
    private var latest: (source: Source, place: Dictionary<Source, Bucket>.Index)?

    /// An empty table.
    ///
    /// - Parameters:
    ///   - limit: what each source may send.
    ///   - capacity: how many sources are remembered.
    package init(limit: RateLimit, capacity: Int) {
        self.limit = limit
        self.capacity = capacity
    }

    /// Takes a token of `source` at `now`, a time on a monotonic clock.
    package mutating func take(_ source: Source, now: Duration) -> Admission {
        let now = now.nanoseconds
        if let place = place(of: source) { return buckets.values[place].take(limit, now: now) }
        latest = nil
        if buckets.count >= capacity { makeRoom() }
        buckets[source] = Bucket(tokens: limit.burst - 1, last: now)
        return .admitted
    }

    private mutating func place(of source: Source) -> Dictionary<Source, Bucket>.Index? {
        if let latest, latest.source == source { return latest.place }
        guard let place = buckets.index(forKey: source) else { return nil }
        latest = (source, place)
        return place
    }

    /// How many sources are remembered.
    package var count: Int { buckets.count }

    // Sorting a quarter away at a time keeps the cost of one insertion constant on average.
    private mutating func makeRoom() {
        let oldest = buckets.sorted { $0.value.last < $1.value.last }.prefix(max(1, capacity / 4))
        for entry in oldest { buckets.removeValue(forKey: entry.key) }
    }
}

/// Whether a message may go on to be parsed.
package enum Admission: Hashable, Sendable {
    case admitted
    case refused
}
