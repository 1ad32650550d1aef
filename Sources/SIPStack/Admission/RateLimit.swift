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
    private final class Bucket {
        private var tokens: Double
        /// In nanoseconds.
        private(set) var last: Int64

        init(tokens: Double, last: Int64) {
            self.tokens = tokens
            self.last = last
        }

        func take(_ limit: RateLimit, now: Int64) -> Admission {
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
    /// Whose message came last: most often the next one is of the same, a provider's or a phone's amid a call.
    private var latest: (source: Source, bucket: Bucket)?

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
        if let latest, latest.source == source { return latest.bucket.take(limit, now: now) }
        if let bucket = buckets[source] {
            latest = (source, bucket)
            return bucket.take(limit, now: now)
        }
        if buckets.count >= capacity { makeRoom() }
        let bucket = Bucket(tokens: limit.burst - 1, last: now)
        buckets[source] = bucket
        latest = (source, bucket)
        return .admitted
    }

    /// How many sources are remembered.
    package var count: Int { buckets.count }

    // Sorting a quarter away at a time keeps the cost of one insertion constant on average.
    private mutating func makeRoom() {
        latest = nil
        let oldest = buckets.sorted { $0.value.last < $1.value.last }.prefix(max(1, capacity / 4))
        for entry in oldest { buckets.removeValue(forKey: entry.key) }
    }
}

/// Whether a message may go on to be parsed.
package enum Admission: Hashable, Sendable {
    case admitted
    case refused
}
