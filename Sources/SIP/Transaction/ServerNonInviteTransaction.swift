/// The server side of any request but INVITE and ACK. It lingers with the bytes of its final response.
///
///     request ──► trying ──100──► proceeding ──200–699──► completed ── J ──► terminated
///                   │ 100 after 3.5 s  │                     ▲
///                   ├──200–699─────────┼─────────────────────┘
///                   └── 64·T1 without a final response ─────────────────────► terminated
///
/// RFC 4320: no provisional response but 100, and that only when the client has slowed down to T2; no 408 at all; and
/// nothing once the client has given up, so an unanswered request ends in silence.
///
/// - Source: RFC 3261 §17.2.2 with RFC 4320 §4.
package struct ServerNonInviteTransaction: Sendable {
    /// The states of the figure.
    package enum Phase: Hashable, Sendable, CaseIterable {
        case ready, trying, proceeding, completed, terminated
    }

    private enum State: Sendable {
        /// Exits: trying.
        indirect case ready(SIPRequest)
        /// Holds the request, for its 100. Exits: proceeding, completed, terminated.
        indirect case trying(SIPRequest)
        /// Exits: completed, terminated.
        case proceeding([UInt8])
        /// Exits: terminated.
        case completed([UInt8])
        case terminated
    }

    private var state: State
    private let timers: TimerValues
    private let transport: TransportReliability

    /// A transaction for `request`. Either ``start()`` or a final response of the transaction user comes first.
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

    /// Waits for the transaction user, to whom the driver gives the request itself.
    ///
    /// Most requests are answered at once: give them to the transaction user first, and the timers of the wait are not
    /// started when its response came before this is called.
    package mutating func start() -> [ServerTransactionAction] {
        guard case .ready(let request) = state else { return [.ignore(.wrongState)] }
        state = .trying(request)
        return [.startTimer(.trying, timers.timerEReachesT2), .startTimer(.abandon, timers.transactionTimeout)]
    }

    /// Takes a repetition of the request.
    package mutating func receive(_ request: SIPRequest) -> [ServerTransactionAction] {
        switch state {
        case .trying: [.ignore(.retransmission)]
        case .proceeding(let response), .completed(let response): [.send(response)]
        case .ready, .terminated: [.ignore(.wrongState)]
        }
    }

    /// Sends a response of the transaction user.
    ///
    /// - Parameters:
    ///   - status: 100, or a final status other than 408.
    ///   - bytes: the response as it goes on the wire.
    package mutating func respond(status: Int, bytes: [UInt8]) -> [ServerTransactionAction] {
        switch (state, status) {
        case (.ready, 101..<200), (.trying, 101..<200), (.proceeding, 101..<200),
            (.ready, 408), (.trying, 408), (.proceeding, 408):
            // RFC 4320 §4.1, §4.2.
            return [.ignore(.forbiddenResponse)]
        case (.ready, 100):
            return [.ignore(.wrongState)]
        case (.trying, 100):
            state = .proceeding(bytes)
            return [.stopTimer(.trying), .send(bytes)]
        case (.proceeding, 100):
            return [.send(bytes)]
        case (.ready, _):
            return [.send(bytes)] + complete(bytes)
        case (.trying, _):
            return [.stopTimer(.trying), .stopTimer(.abandon), .send(bytes)] + complete(bytes)
        case (.proceeding, _):
            return [.stopTimer(.abandon), .send(bytes)] + complete(bytes)
        case (.completed, _):
            return [.ignore(.forbiddenResponse)]
        case (.terminated, _):
            return [.ignore(.wrongState)]
        }
    }

    /// Takes a timer that fired.
    package mutating func timerFired(_ timer: TransactionTimer) -> [ServerTransactionAction] {
        switch (state, timer) {
        case (.trying(let request), .trying):
            return [.respondTrying(request.response(100))]
        case (.trying, .abandon):
            return [.stopTimer(.trying)] + terminate(.abandoned)
        case (.proceeding, .abandon):
            return terminate(.abandoned)
        case (.completed, .j):
            return terminate(.completed)
        case (.ready, _), (.trying, _), (.proceeding, _), (.completed, _), (.terminated, _):
            return [.ignore(.staleTimer)]
        }
    }

    /// The transport could not send a response.
    package mutating func transportFailed() -> [ServerTransactionAction] {
        switch state {
        case .proceeding: return [.stopTimer(.abandon), .reportFailure(.transportFailed)] + terminate(.transportFailed)
        case .completed: return [.stopTimer(.j), .reportFailure(.transportFailed)] + terminate(.transportFailed)
        case .ready, .trying, .terminated: return [.ignore(.wrongState)]
        }
    }

    private mutating func complete(_ bytes: [UInt8]) -> [ServerTransactionAction] {
        guard transport == .unreliable else { return terminate(.completed) }
        state = .completed(bytes)
        return [.startTimer(.j, timers.transactionTimeout)]
    }

    private mutating func terminate(_ ending: TransactionEnding) -> [ServerTransactionAction] {
        state = .terminated
        return [.terminated(ending)]
    }
}
