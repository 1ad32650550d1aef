/// What a machine asks its driver to do.
protocol MachineAction {}

extension Array where Element: MachineAction {
    /// First the ones, then the others. One of the two is often empty: then the other one is it, and nothing is copied.
    static func + (ones: [Element], others: [Element]) -> [Element] {
        if ones.isEmpty { return others }
        if others.isEmpty { return ones }
        var all: [Element] = []
        all.reserveCapacity(ones.count + others.count)
        for one in ones { all.append(one) }
        for other in others { all.append(other) }
        return all
    }

    static func += (ones: inout [Element], others: [Element]) {
        for other in others { ones.append(other) }
    }
}

/// What a client transaction asks its driver to do, in order.
package enum ClientTransactionAction: Hashable, Sendable, MachineAction {
    /// Send the request (again).
    case send(SIPRequest)
    /// Give the response to the transaction user.
    case deliver(SIPResponse)
    case startTimer(TransactionTimer, Duration)
    case stopTimer(TransactionTimer)
    /// Forget the transaction; always the last action of all.
    case terminated(TransactionEnding)
    /// Nothing happens; count it.
    case ignore(IgnoredEvent)
}

/// What a server transaction asks its driver to do, in order.
package enum ServerTransactionAction: Hashable, Sendable, MachineAction {
    /// Send the bytes of a response (again).
    case send([UInt8])
    /// Write this 100 as bytes and hand it back through `respond(status:bytes:)`.
    case respondTrying(SIPResponse)
    /// Tell the transaction user that an ACK to its 2xx came on the branch of the INVITE.
    case deliverACK
    /// Tell the transaction user that a response could not be sent, or that no ACK came; the transaction may live on.
    case reportFailure(TransactionEnding)
    case startTimer(TransactionTimer, Duration)
    case stopTimer(TransactionTimer)
    /// Forget the transaction; always the last action of all.
    case terminated(TransactionEnding)
    /// Nothing happens; count it.
    case ignore(IgnoredEvent)
}

/// How a transaction ended.
package enum TransactionEnding: Hashable, Sendable {
    /// It ran its course.
    case completed
    /// The peer did not answer: the transaction user treats it as 408 (RFC 3261 §8.1.3.1).
    case timedOut
    /// The transport refused: the transaction user treats it as 503 (RFC 3261 §8.1.3.1).
    case transportFailed
    /// The transaction user gave it up, or never answered.
    case abandoned
}

/// Why an event had no effect.
package enum IgnoredEvent: String, Hashable, Sendable {
    /// A repetition that has been dealt with.
    case retransmission
    /// A timer that was stopped, or of another state.
    case staleTimer
    /// A response that this state no longer takes.
    case lateResponse
    /// A response of the transaction user after its final one, or one that RFC 4320 forbids.
    case forbiddenResponse
    /// A request of another method than the transaction's.
    case wrongMethod
    /// The transaction is over, or was started already.
    case wrongState
}
