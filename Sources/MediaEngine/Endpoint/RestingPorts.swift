import Media

/// Pairs of ports of one thread that are between two endpoints: opening and closing sockets is most of what an endpoint
/// costs.
///
/// The one that rests longest is taken first, and none before ``minimumRest``: a far end that has not had our BYE yet
/// must not be heard in the next call. A pair that has rested less is taken only when no other port can be had.
///
/// ```
/// 0.0 s  put A
/// 0.4 s  put B
/// 0.9 s  take → none
/// 1.0 s  take → A
/// 1.1 s  takeAny → B
/// ```
struct RestingPorts {
    /// BYE, lost once, and its retransmission after 500 ms, on a slow line.
    static let minimumRest = Duration.seconds(1)

    /// Pairs that may rest; one more is closed.
    let limit: Int
    private var pairs: [(pair: PortPair, since: MediaInstant)] = []
    private var first = 0

    /// Nothing rests.
    init(limit: Int) { self.limit = limit }

    /// As many as one of the threads may keep: with others beside it no more than its part of an eighth of the range,
    /// because it cannot give them what it keeps.
    init(_ configuration: MediaConfiguration) {
        let bound = 4_096
        let pairs = configuration.ports.map(PortPool.pairs) ?? .max
        self.init(limit: min(bound, configuration.threads == 1 ? pairs : pairs / (8 * configuration.threads)))
    }

    /// How many rest.
    var count: Int { pairs.count - first }

    /// Lets a pair rest.
    ///
    /// - Returns: `.refused` when as many rest as may.
    mutating func put(_ pair: PortPair, now: MediaInstant) -> Posting {
        guard count < limit else { return .refused }
        pairs.append((pair, now))
        return .queued
    }

    /// The pair that rests longest, when it has rested long enough.
    mutating func take(now: MediaInstant) -> PortPair? {
        guard first < pairs.count, now >= pairs[first].since.advanced(by: Self.minimumRest) else { return nil }
        return takeAny()
    }

    /// The pair that rests longest.
    mutating func takeAny() -> PortPair? {
        guard first < pairs.count else { return nil }
        let pair = pairs[first].pair
        first += 1
        if 2 * first >= pairs.count {
            pairs.removeFirst(first)
            first = 0
        }
        return pair
    }
}
