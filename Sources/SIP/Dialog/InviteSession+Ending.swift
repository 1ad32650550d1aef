/// The end: BYE from either side, and what lingers after it.
extension InviteSession {
    /// Ends the session from either side and in any state: by CANCEL, a 480, or BYE, which waits for the ACK to our 2xx.
    ///
    /// - Parameter reason: the value of a Reason header for CANCEL and BYE (RFC 3326), such as
    ///   `SIP;cause=200;text="Call completed elsewhere"`.
    package mutating func hangUp(reason: String? = nil) -> [SessionAction] {
        switch phase {
        case .ready:
            return end(.local)
        case .calling, .proceeding:
            return cancel(reason: reason)
        case .incoming:
            return respondFinally(480) + end(.local)
        case .answered:
            // RFC 3261 §15: the callee must not say BYE before the ACK, or before it gave up waiting for it.
            farewell = .waitsForACK(reason: reason)
            return end(.local)
        case .confirmed:
            return dropAnswer() + sendBye(reason: reason) + end(.local)
        case .cancelling, .ended, .finished:
            return [.ignore(.wrongState)]
        }
    }

    mutating func receiveBye(_ request: SIPRequest, key: TransactionKey) -> [SessionAction] {
        let ok = SessionAction.respond(response(to: request, 200), key)
        let reason = request.headers.first("Reason")
        var actions: [SessionAction] = []
        actions.reserveCapacity(4)
        actions.append(ok)
        // RFC 3261 §15.1.2: what is still open gets 487.
        if phase == .incoming { actions += respondFinally(487) }
        actions += dropAnswer()
        actions += end(.remote(reason: reason))
        return actions
    }

    mutating func sendBye(reason: String?) -> [SessionAction] {
        let ack = acknowledgeUnanswered()
        guard var bye = dialog?.request(.bye) else { return ack }
        if let reason { bye.headers.others.append(HeaderField("Reason", reason)) }
        pending.append(PendingRequest(request: bye, purpose: .bye))
        return ack + [.send(bye)]
    }

    var farewellReason: String? {
        guard case .waitsForACK(let reason) = farewell else { return nil }
        return reason
    }

    /// Stops repeating a 2xx whose ACK does not matter any more.
    private mutating func dropAnswer() -> [SessionAction] {
        guard answer != nil else { return [] }
        answer = nil
        return [.stopTimer(.answer), .stopTimer(.acknowledgement)]
    }

    /// A 2xx whose offer nobody answered is acknowledged all the same; a provisional response need not be.
    private mutating func acknowledgeUnanswered() -> [SessionAction] {
        defer { awaitedAnswer = nil }
        guard case .ack(let ack) = awaitedAnswer else { return [] }
        acknowledgement = Acknowledgement(ack)
        return [.sendACK(ack)]
    }

    /// Ends the session for the leg; what is still under way goes on until ``SessionAction/finished``.
    mutating func end(_ ending: SessionEnding) -> [SessionAction] {
        guard phase != .ended, phase != .finished else { return finishIfDone() }
        phase = .ended
        var actions = acknowledgeUnanswered()
        if let incoming = incomingOffer {
            incomingOffer = nil
            actions.append(.respond(response(to: incoming.request, 487), incoming.key))
        }
        if glare != nil {
            glare = nil
            actions.append(.stopTimer(.glare))
        }
        heldOffer = nil
        heldAnswer = nil
        // What is left waits for the answer to BYE: the descriptions are not asked for again.
        localDescription = []
        remoteDescription = []
        if pending.contains(where: { $0.request.method == .invite }) {
            // The peer may have sent a provisional response and then nothing: no transaction times out on that.
            actions.append(.startTimer(.cancelled, settings.timers.transactionTimeout))
        }
        return actions + referralOutlives(ending) + sessionTimer.halt() + [.ended(ending)] + finishIfDone()
    }

    /// Says that the session can be forgotten, once nothing of it is under way. Answers of other forks that come yet are
    /// for whoever ends what nobody waits for.
    mutating func finishIfDone() -> [SessionAction] {
        guard phase == .ended, pending.isEmpty, answer == nil, referral == nil else { return [] }
        phase = .finished
        return [.finished]
    }

    /// Whether it is over for the peer too: its INVITE is answered, and BYE was said. What is left is the answer to that.
    package var isQuiet: Bool {
        switch phase {
        case .ended, .finished: answer == nil && !pending.contains { $0.request.method == .invite }
        case .ready, .calling, .proceeding, .cancelling, .incoming, .answered, .confirmed: false
        }
    }

    /// No more 2xx to our INVITE will come.
    mutating func closeForkWindow() -> [SessionAction] {
        guard forkWindow == .open else { return [.ignore(.staleTimer)] }
        forkWindow = .closed
        forks = []
        invite = nil
        return []
    }

    /// Asks the peer with OPTIONS whether the session is there still. Any answer will do but 481; none ends it.
    ///
    /// - Source: RFC 3261 §11, §12.2.1.2.
    package mutating func probe() -> [SessionAction] {
        guard phase == .confirmed, !pending.contains(where: { $0.purpose == .probe }),
            let request = dialog?.request(.options, contact: settings.contact)
        else { return [.ignore(.wrongState)] }
        pending.append(PendingRequest(request: request, purpose: .probe))
        return [.send(request)]
    }

    /// Sends another request in the dialog, such as INFO, NOTIFY or REFER; ``SessionAction/responseArrived(_:)`` tells
    /// its final response.
    package mutating func request(
        _ method: Method, body: [UInt8] = [], contentType: String? = nil, others: [HeaderField] = []
    ) -> [SessionAction] {
        guard phase == .confirmed || phase == .answered,
            var request = dialog?.request(method, contact: settings.contact)
        else { return [.ignore(.wrongState)] }
        request.headers.others += others
        request.setBody(body, contentType)
        pending.append(PendingRequest(request: request, purpose: .other))
        return [.send(request)]
    }
}
