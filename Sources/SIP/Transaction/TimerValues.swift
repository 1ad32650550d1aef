/// The base values of the transaction timers (RFC 3261 §17.1.1.1, table 4), to the millisecond.
///
/// Everything else derives from the three: B, F, H, J, L, M and D are 64·T1, K and I are T4. All are worked out once, in
/// a table that is had in common: thousands of lingering transactions carry these.
package struct TimerValues: Hashable, Sendable {
    private struct Table: Hashable, Sendable {
        var t1: Duration
        var t2: Duration
        var t4: Duration
        var transactionTimeout: Duration
        var timerEReachesT2: Duration
    }

    @Shared private var table: Table

    /// Base values; each is held between 1 ms and one hour.
    package init(t1: Duration = .milliseconds(500), t2: Duration = .seconds(4), t4: Duration = .seconds(5)) {
        let (t1, t2, t4) = (Self.limited(t1), Self.limited(t2), Self.limited(t4))
        var interval = t1
        var passed = Duration.zero
        while interval < t2 {
            passed += interval
            interval = min(interval * 2, t2)
        }
        _table = Shared(
            wrappedValue: Table(t1: t1, t2: t2, t4: t4, transactionTimeout: t1 * 64, timerEReachesT2: passed))
    }

    /// The estimate of the round-trip time: 500 ms.
    package var t1: Duration { table.t1 }
    /// The longest pause between retransmissions of anything but an INVITE: 4 s.
    package var t2: Duration { table.t2 }
    /// How long a message stays in the network: 5 s.
    package var t4: Duration { table.t4 }
    /// How long a transaction is tried: 32 s.
    package var transactionTimeout: Duration { table.transactionTimeout }

    /// When timer E has grown to T2, counted from the request: 3.5 s (500 ms + 1 s + 2 s).
    ///
    /// - Source: RFC 4320 §4.1.
    package var timerEReachesT2: Duration { table.timerEReachesT2 }

    private static func limited(_ duration: Duration) -> Duration {
        .milliseconds(Int64(min(max(duration, .milliseconds(1)), .seconds(3600)) / .milliseconds(1)))
    }
}

/// The timers of the transactions, by the letters of RFC 3261 §17 and RFC 6026 §7.
package enum TransactionTimer: UInt8, Hashable, Sendable, CaseIterable {
    /// Retransmits an INVITE: T1, doubling.
    case a
    /// Gives up an INVITE that nobody answers: 64·T1.
    case b
    /// Absorbs retransmitted final responses to an INVITE: 32 s.
    case d
    /// Retransmits another request: T1, doubling to T2.
    case e
    /// Gives up another request: 64·T1.
    case f
    /// Retransmits a 3xx–6xx to an INVITE: T1, doubling to T2.
    case g
    /// Gives up waiting for the ACK to a 3xx–6xx: 64·T1.
    case h
    /// Absorbs retransmitted ACKs: T4.
    case i
    /// Absorbs retransmitted requests: 64·T1.
    case j
    /// Absorbs retransmitted responses: T4.
    case k
    /// Absorbs retransmitted INVITEs after a 2xx: 64·T1 (RFC 6026).
    case l
    /// Passes retransmitted and forked 2xx responses: 64·T1 (RFC 6026).
    case m
    /// Sends 100 when the transaction user is silent: 200 ms for INVITE, 3.5 s for others (RFC 4320 §4.1).
    case trying
    /// Gives up a request other than INVITE that the transaction user never answers: 64·T1 after it came.
    case abandon
}

/// Whether the transport itself repeats what is lost.
package enum TransportReliability: Hashable, Sendable {
    /// TCP, TLS, WebSocket: no retransmissions here.
    case reliable
    /// UDP.
    case unreliable
}
