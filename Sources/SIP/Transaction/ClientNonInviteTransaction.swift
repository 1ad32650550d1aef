/// The client side of any request but INVITE and ACK.
///
///     trying ──1xx──► proceeding ──200–699──► completed ── K ──► terminated
///       │ E: T1, doubling to T2     │ E: T2                         ▲
///       ├──200–699──► completed     │                               │
///       └────── F, transport error ─┴───────────────────────────────┘
///
/// - Source: RFC 3261 §17.1.2.
package struct ClientNonInviteTransaction: Sendable {
    /// The states of the figure.
    package enum Phase: Hashable, Sendable, CaseIterable {
        case ready, trying, proceeding, completed, terminated
    }

    private enum State: Sendable {
        /// Exits: trying, terminated.
        indirect case ready(SIPRequest)
        /// Exits: proceeding, completed, terminated.
        indirect case trying(SIPRequest, retransmitAfter: Duration)
        /// Exits: completed, terminated.
        indirect case proceeding(SIPRequest)
        /// Exits: terminated.
        case completed
        case terminated
    }

    private var state: State
    private let timers: TimerValues
    private let transport: TransportReliability

    /// A transaction for `request`, whose topmost Via carries our branch. Nothing is sent before ``start()``.
    package init(request: SIPRequest, timers: TimerValues = TimerValues(), transport: TransportReliability) {
        state = .ready(request)
        self.timers = timers
        self.transport = transport
    }

    /// Where it stands.
    package var phase: Phase {
        switch state {
        case .ready: .ready
        case .trying: .trying
        case .proceeding: .proceeding
        case .completed: .completed
        case .terminated: .terminated
        }
    }

    /// Sends the request. Timer E doubles from T1 to T2 on UDP, timer F is 64·T1.
    package mutating func start() -> [ClientTransactionAction] {
        guard case .ready(let request) = state else { return [.ignore(.wrongState)] }
        state = .trying(request, retransmitAfter: timers.t1)
        let timerF = ClientTransactionAction.startTimer(.f, timers.transactionTimeout)
        return switch transport {
        case .unreliable: [.send(request), .startTimer(.e, timers.t1), timerF]
        case .reliable: [.send(request), timerF]
        }
    }

    /// Takes a response whose key is this transaction's.
    package mutating func receive(_ response: SIPResponse) -> [ClientTransactionAction] {
        switch (state, response.status) {
        case (.trying(let request, _), ..<200):
            state = .proceeding(request)
            return [.deliver(response)]
        case (.proceeding, ..<200):
            return [.deliver(response)]
        case (.trying, _), (.proceeding, _):
            return stopRetransmitting + [.stopTimer(.f), .deliver(response)] + complete()
        case (.completed, 200...):
            return [.ignore(.retransmission)]
        case (.completed, _), (.terminated, _):
            return [.ignore(.lateResponse)]
        case (.ready, _):
            return [.ignore(.wrongState)]
        }
    }

    /// Takes a timer that fired.
    package mutating func timerFired(_ timer: TransactionTimer) -> [ClientTransactionAction] {
        switch (state, timer) {
        case (.trying(let request, let interval), .e):
            let next = min(interval * 2, timers.t2)
            state = .trying(request, retransmitAfter: next)
            return [.send(request), .startTimer(.e, next)]
        case (.proceeding(let request), .e):
            return [.send(request), .startTimer(.e, timers.t2)]
        case (.trying, .f), (.proceeding, .f):
            return stopRetransmitting + terminate(.timedOut)
        case (.completed, .k):
            return terminate(.completed)
        case (.ready, _), (.trying, _), (.proceeding, _), (.completed, _), (.terminated, _):
            return [.ignore(.staleTimer)]
        }
    }

    /// The transport could not send, or said that the peer is unreachable.
    package mutating func transportFailed() -> [ClientTransactionAction] {
        switch state {
        case .ready: return terminate(.transportFailed)
        case .trying, .proceeding: return stopRetransmitting + [.stopTimer(.f)] + terminate(.transportFailed)
        case .completed, .terminated: return [.ignore(.wrongState)]
        }
    }

    private var stopRetransmitting: [ClientTransactionAction] {
        transport == .unreliable ? [.stopTimer(.e)] : []
    }

    private mutating func complete() -> [ClientTransactionAction] {
        guard transport == .unreliable else { return terminate(.completed) }
        state = .completed
        return [.startTimer(.k, timers.t4)]
    }

    private mutating func terminate(_ ending: TransactionEnding) -> [ClientTransactionAction] {
        state = .terminated
        return [.terminated(ending)]
    }
}
