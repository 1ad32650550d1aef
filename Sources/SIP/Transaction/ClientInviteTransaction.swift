/// The client side of an INVITE, until its final response has been acknowledged or, for a 2xx, its forks have come.
///
///                calling ──1xx──► proceeding
///       A: resend  │  │               │ │
///     B, transport │  └────2xx────┬───┘ │
///       error      │              ▼     │
///                  │          accepted ─┼─ M ──────► terminated
///                  ├─300–699──►completed◄──┘ ─ D ──► terminated
///                  └──────────────────────────────► terminated
///
/// It writes its own ACK to a 3xx–6xx; the ACK to a 2xx is the session's.
///
/// - Source: RFC 3261 §17.1.1 with RFC 6026 §7.2.
package struct ClientInviteTransaction: Sendable {
    /// The states of the figure.
    package enum Phase: Hashable, Sendable, CaseIterable {
        case ready, calling, proceeding, completed, accepted, terminated
    }

    private enum State: Sendable {
        /// Exits: calling.
        indirect case ready(SIPRequest)
        /// Exits: proceeding, completed, accepted, terminated.
        indirect case calling(SIPRequest, retransmitAfter: Duration)
        /// Exits: completed, accepted, terminated.
        indirect case proceeding(SIPRequest)
        /// Holds the ACK. Exits: terminated.
        indirect case completed(SIPRequest)
        /// Exits: terminated.
        case accepted
        case terminated
    }

    private var state: State
    private let timers: TimerValues
    private let transport: TransportReliability

    /// A transaction for `invite`, whose topmost Via carries our branch. Nothing is sent before ``start()``.
    package init(invite: SIPRequest, timers: TimerValues = TimerValues(), transport: TransportReliability) {
        state = .ready(invite)
        self.timers = timers
        self.transport = transport
    }

    /// A transaction that another process had, for an `invite` that rings. It takes what comes as that one would, and has no
    /// timer before a final response: ``abandon()`` is for whoever resumes it.
    package init(resuming invite: SIPRequest, timers: TimerValues = TimerValues(), transport: TransportReliability) {
        state = .proceeding(invite)
        self.timers = timers
        self.transport = transport
    }

    /// Where it stands.
    package var phase: Phase {
        switch state {
        case .ready: .ready
        case .calling: .calling
        case .proceeding: .proceeding
        case .completed: .completed
        case .accepted: .accepted
        case .terminated: .terminated
        }
    }

    /// The INVITE while a CANCEL for it may be written (``SIPRequest/cancel(_:reason:)``); `nil` later.
    package var invite: SIPRequest? {
        switch state {
        case .ready(let invite), .calling(let invite, _), .proceeding(let invite): invite
        case .completed, .accepted, .terminated: nil
        }
    }

    /// Sends the INVITE. Timer A doubles from T1 on UDP, timer B is 64·T1.
    package mutating func start() -> [ClientTransactionAction] {
        guard case .ready(let invite) = state else { return [.ignore(.wrongState)] }
        state = .calling(invite, retransmitAfter: timers.t1)
        let timerB = ClientTransactionAction.startTimer(.b, timers.transactionTimeout)
        return switch transport {
        case .unreliable: [.send(invite), .startTimer(.a, timers.t1), timerB]
        case .reliable: [.send(invite), timerB]
        }
    }

    /// Takes a response whose key is this transaction's.
    package mutating func receive(_ response: SIPResponse) -> [ClientTransactionAction] {
        switch (state, response.status) {
        case (.calling(let invite, _), ..<200):
            state = .proceeding(invite)
            guard transport == .unreliable else { return [.stopTimer(.b), .deliver(response)] }
            return [.stopTimer(.a), .stopTimer(.b), .deliver(response)]
        case (.proceeding, ..<200):
            return [.deliver(response)]
        case (.calling, 200..<300):
            return stopCalling + accept(response)
        case (.proceeding, 200..<300):
            return accept(response)
        case (.calling(let invite, _), 300...):
            return stopCalling + complete(invite, response)
        case (.proceeding(let invite), 300...):
            return complete(invite, response)
        case (.completed(let ack), 300...):
            return [.send(ack)]
        case (.accepted, 200..<300):
            // A retransmission or another fork: the session tells them apart and acknowledges both.
            return [.deliver(response)]
        case (.completed, _), (.accepted, _), (.terminated, _):
            return [.ignore(.lateResponse)]
        case (.ready, _), (.calling, _), (.proceeding, _):
            return [.ignore(.wrongState)]
        }
    }

    /// Takes a timer that fired.
    package mutating func timerFired(_ timer: TransactionTimer) -> [ClientTransactionAction] {
        switch (state, timer) {
        case (.calling(let invite, let interval), .a):
            state = .calling(invite, retransmitAfter: interval * 2)
            return [.send(invite), .startTimer(.a, interval * 2)]
        case (.calling, .b):
            return stopRetransmitting + terminate(.timedOut)
        case (.completed, .d), (.accepted, .m):
            return terminate(.completed)
        case (.ready, _), (.calling, _), (.proceeding, _), (.completed, _), (.accepted, _), (.terminated, _):
            return [.ignore(.staleTimer)]
        }
    }

    /// The transport could not send, or said that the peer is unreachable.
    package mutating func transportFailed() -> [ClientTransactionAction] {
        switch state {
        case .ready: return terminate(.transportFailed)
        case .calling: return stopCalling + terminate(.transportFailed)
        case .completed: return [.stopTimer(.d)] + terminate(.transportFailed)
        // The answer may come on another connection (RFC 3261 §18.2.2); RFC 6026 §7.2 has no such exit.
        case .proceeding, .accepted, .terminated: return [.ignore(.wrongState)]
        }
    }

    /// Gives it up: 64·T1 after a CANCEL that brought no final response (RFC 3261 §9.1).
    package mutating func abandon() -> [ClientTransactionAction] {
        switch state {
        case .ready: return terminate(.abandoned)
        case .calling: return stopCalling + terminate(.abandoned)
        case .proceeding: return terminate(.abandoned)
        case .completed, .accepted, .terminated: return [.ignore(.wrongState)]
        }
    }

    private var stopCalling: [ClientTransactionAction] { stopRetransmitting + [.stopTimer(.b)] }

    private var stopRetransmitting: [ClientTransactionAction] {
        transport == .unreliable ? [.stopTimer(.a)] : []
    }

    private mutating func accept(_ response: SIPResponse) -> [ClientTransactionAction] {
        state = .accepted
        return [.deliver(response), .startTimer(.m, timers.transactionTimeout)]
    }

    private mutating func complete(_ invite: SIPRequest, _ response: SIPResponse) -> [ClientTransactionAction] {
        let ack = SIPRequest.ack(to: response, refusing: invite)
        guard transport == .unreliable else {
            return [.send(ack), .deliver(response)] + terminate(.completed)
        }
        state = .completed(ack)
        // "At least 32 seconds" whatever T1 is (RFC 3261 §17.1.1.2); with T1 at 500 ms the two are the same.
        return [.send(ack), .deliver(response), .startTimer(.d, timers.transactionTimeout)]
    }

    private mutating func terminate(_ ending: TransactionEnding) -> [ClientTransactionAction] {
        state = .terminated
        return [.terminated(ending)]
    }
}
