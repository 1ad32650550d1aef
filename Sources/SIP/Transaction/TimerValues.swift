/// The base values of the transaction timers (RFC 3261 §17.1.1.1, table 4), to the millisecond.
///
/// Everything else derives from the three: B, F, H, J, L, M and D are 64·T1, K and I are T4.
package struct TimerValues: Hashable, Sendable {
    // Milliseconds in 32 bits: thousands of lingering transactions carry these.
    private let t1Milliseconds: Int32
    private let t2Milliseconds: Int32
    private let t4Milliseconds: Int32

    /// Base values; each is held between 1 ms and one hour.
    package init(t1: Duration = .milliseconds(500), t2: Duration = .seconds(4), t4: Duration = .seconds(5)) {
        t1Milliseconds = Self.milliseconds(t1)
        t2Milliseconds = Self.milliseconds(t2)
        t4Milliseconds = Self.milliseconds(t4)
    }

    /// The estimate of the round-trip time: 500 ms.
    package var t1: Duration { .milliseconds(t1Milliseconds) }
    /// The longest pause between retransmissions of anything but an INVITE: 4 s.
    package var t2: Duration { .milliseconds(t2Milliseconds) }
    /// How long a message stays in the network: 5 s.
    package var t4: Duration { .milliseconds(t4Milliseconds) }
    /// How long a transaction is tried: 32 s.
    package var transactionTimeout: Duration { t1 * 64 }

    /// When timer E has grown to T2, counted from the request: 3.5 s (500 ms + 1 s + 2 s).
    ///
    /// - Source: RFC 4320 §4.1.
    package var timerEReachesT2: Duration {
        var interval = t1
        var passed = Duration.zero
        while interval < t2 {
            passed += interval
            interval = min(interval * 2, t2)
        }
        return passed
    }

    private static func milliseconds(_ duration: Duration) -> Int32 {
        let limited = min(max(duration, .milliseconds(1)), .seconds(3600))
        let (seconds, attoseconds) = limited.components
        return Int32(seconds) * 1000 + Int32(attoseconds / 1_000_000_000_000_000)
    }
}

/// The timers of the transactions, by the letters of RFC 3261 §17 and RFC 6026 §7.
package enum TransactionTimer: Hashable, Sendable, CaseIterable {
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
