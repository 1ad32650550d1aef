/// The server side of an INVITE. It lingers with the bytes of its last response and nothing else.
///
///                   ┌── 1xx ─┐
///     INVITE ──► proceeding ─┘ ──2xx──► accepted ── L ──────────────► terminated
///                   │ 100 after 200 ms                                  ▲
///                   └─300–699──► completed ──ACK──► confirmed ── I ─────┤
///                                  │ G: resend, T1 doubling to T2       │
///                                  └── H: no ACK ───────────────────────┘
///
/// The 2xx is repeated by the session, not here (RFC 3261 §13.3.1.4).
///
/// - Source: RFC 3261 §17.2.1 with RFC 6026 §7.1.
package struct ServerInviteTransaction: Sendable {
    /// The states of the figure.
    package enum Phase: Hashable, Sendable, CaseIterable {
        case ready, proceeding, completed, confirmed, accepted, terminated
    }

    private enum Answer: Sendable {
        /// The INVITE, for the 100 that is sent if the transaction user stays silent.
        indirect case nothingYet(SIPRequest)
        /// The last provisional response.
        case bytes([UInt8])
    }

    private enum State: Sendable {
        /// Exits: proceeding, completed, accepted.
        indirect case ready(SIPRequest)
        /// Exits: completed, accepted.
        case proceeding(Answer)
        /// Exits: confirmed, terminated.
        case completed([UInt8], retransmitAfter: Duration)
        /// Exits: terminated.
        case confirmed
        /// Exits: terminated.
        case accepted
        case terminated
    }

    private var state: State
    private let timers: TimerValues
    private let transport: TransportReliability

    /// A transaction for `invite`. Either ``start()`` or a response of the transaction user comes first.
    package init(invite: SIPRequest, timers: TimerValues = TimerValues(), transport: TransportReliability) {
        state = .ready(invite)
        self.timers = timers
        self.transport = transport
    }

    /// Where it stands.
    package var phase: Phase {
        switch state {
        case .ready: .ready
        case .proceeding: .proceeding
        case .completed: .completed
        case .confirmed: .confirmed
        case .accepted: .accepted
        case .terminated: .terminated
        }
    }

    /// Waits for the transaction user, to whom the driver gives the INVITE itself. 100 follows in 200 ms unless it
    /// responds. One that responds before this is called spares the timer; then there is nothing to wait for.
    package mutating func start() -> [ServerTransactionAction] {
        guard case .ready(let invite) = state else { return [.ignore(.wrongState)] }
        state = .proceeding(.nothingYet(invite))
        return [.startTimer(.trying, .milliseconds(200))]
    }

    /// Takes an INVITE or ACK whose key is this transaction's.
    package mutating func receive(_ request: SIPRequest) -> [ServerTransactionAction] {
        switch request.method {
        case .invite: return receiveInvite()
        case .ack: return receiveACK()
        default: return [.ignore(.wrongMethod)]
        }
    }

    private mutating func receiveInvite() -> [ServerTransactionAction] {
        switch state {
        case .proceeding(.nothingYet(let invite)): return [.respondTrying(invite.response(100))]
        case .proceeding(.bytes(let response)), .completed(let response, _): return [.send(response)]
        case .confirmed, .accepted: return [.ignore(.retransmission)]
        case .ready, .terminated: return [.ignore(.wrongState)]
        }
    }

    private mutating func receiveACK() -> [ServerTransactionAction] {
        switch state {
        case .completed:
            let stop = stopRetransmitting + [.stopTimer(.h)]
            guard transport == .unreliable else { return stop + terminate(.completed) }
            state = .confirmed
            return stop + [.startTimer(.i, timers.t4)]
        case .confirmed: return [.ignore(.retransmission)]
        // Whoever acknowledges a 2xx on the branch of its INVITE is of RFC 2543, or wrong; the ACK counts all the same.
        case .accepted: return [.deliverACK]
        case .ready, .proceeding, .terminated: return [.ignore(.wrongState)]
        }
    }

    /// Sends a response of the transaction user. A 2xx may be given again: the session repeats it until its ACK.
    ///
    /// - Parameters:
    ///   - status: 100…699.
    ///   - bytes: the response as it goes on the wire.
    package mutating func respond(status: Int, bytes: [UInt8]) -> [ServerTransactionAction] {
        switch (state, status) {
        case (.ready, ..<200), (.proceeding, ..<200):
            let stop = stopTrying
            state = .proceeding(.bytes(bytes))
            return stop + [.send(bytes)]
        case (.ready, 200..<300), (.proceeding, 200..<300):
            let stop = stopTrying
            state = .accepted
            return stop + [.send(bytes), .startTimer(.l, timers.transactionTimeout)]
        case (.ready, _), (.proceeding, _):
            let stop = stopTrying
            state = .completed(bytes, retransmitAfter: timers.t1)
            let timerG: [ServerTransactionAction] = transport == .unreliable ? [.startTimer(.g, timers.t1)] : []
            return stop + [.send(bytes)] + timerG + [.startTimer(.h, timers.transactionTimeout)]
        case (.accepted, 200..<300):
            return [.send(bytes)]
        case (.completed, _), (.confirmed, _), (.accepted, _):
            return [.ignore(.forbiddenResponse)]
        case (.terminated, _):
            return [.ignore(.wrongState)]
        }
    }

    /// Takes a timer that fired.
    package mutating func timerFired(_ timer: TransactionTimer) -> [ServerTransactionAction] {
        switch (state, timer) {
        case (.proceeding(.nothingYet(let invite)), .trying):
            return [.respondTrying(invite.response(100))]
        case (.completed(let response, let interval), .g):
            let next = min(interval * 2, timers.t2)
            state = .completed(response, retransmitAfter: next)
            return [.send(response), .startTimer(.g, next)]
        case (.completed, .h):
            return stopRetransmitting + [.reportFailure(.timedOut)] + terminate(.timedOut)
        case (.confirmed, .i), (.accepted, .l):
            return terminate(.completed)
        case (.ready, _), (.proceeding, _), (.completed, _), (.confirmed, _), (.accepted, _), (.terminated, _):
            return [.ignore(.staleTimer)]
        }
    }

    /// The transport could not send a response. The transaction stays: the peer may come back on another connection.
    ///
    /// - Source: RFC 6026 §7.1.
    package mutating func transportFailed() -> [ServerTransactionAction] {
        switch state {
        case .proceeding, .completed, .accepted: [.reportFailure(.transportFailed)]
        case .ready, .confirmed, .terminated: [.ignore(.wrongState)]
        }
    }

    private var stopTrying: [ServerTransactionAction] {
        guard case .proceeding(.nothingYet) = state else { return [] }
        return [.stopTimer(.trying)]
    }

    private var stopRetransmitting: [ServerTransactionAction] {
        transport == .unreliable ? [.stopTimer(.g)] : []
    }

    private mutating func terminate(_ ending: TransactionEnding) -> [ServerTransactionAction] {
        state = .terminated
        return [.terminated(ending)]
    }
}
