/// Offers within the session, from both sides: re-INVITE, UPDATE, and their glare (RFC 3261 §14, RFC 3311 §5).
extension InviteSession {
    // MARK: From the peer

    mutating func receiveReinvite(_ request: SIPRequest, key: TransactionKey) -> [SessionAction] {
        // The first INVITE, or another offer of the peer, is not answered yet: RFC 3261 §14.2.
        if phase == .incoming || incomingOffer != nil { return [.respond(retryLater(request), key)] }
        // Our own INVITE or offer is open; or our 2xx is not acknowledged (RFC 5407 §3.1.4).
        if isOffering || answer != nil { return [.respond(response(to: request, 491), key)] }
        if let refusal = refuseInterval(request) { return [.respond(refusal, key)] }
        incomingOffer = IncomingOffer(request: request, key: key)
        return [request.body.isEmpty ? .offerWanted : .offerArrived(MessageBody(request))]
    }

    mutating func receiveUpdate(_ request: SIPRequest, key: TransactionKey) -> [SessionAction] {
        remoteAllowsUpdate = true
        if !request.body.isEmpty {
            let unanswered = phase == .incoming && earlyExchange == .open
            if unanswered || incomingOffer != nil { return [.respond(retryLater(request), key)] }
            if isOffering || answer?.ackCarries == .answer {
                return [.respond(response(to: request, 491), key)]
            }
        }
        if let refusal = refuseInterval(request) { return [.respond(refusal, key)] }
        guard request.body.isEmpty else {
            incomingOffer = IncomingOffer(request: request, key: key)
            return [.offerArrived(MessageBody(request))]
        }
        return acceptUpdate(request, key: key, body: [])
    }

    /// Answers the peer's offer, or makes the offer that it asked for.
    ///
    /// - Parameter body: our description in SDP.
    package mutating func answerOffer(_ body: [UInt8]) -> [SessionAction] {
        if let awaited = awaitedAnswer {
            awaitedAnswer = nil
            localDescription = body
            return send(awaited, body: body) + sendHeldOffer()
        }
        guard let incoming = incomingOffer else { return [.ignore(.wrongState)] }
        incomingOffer = nil
        localDescription = body
        if !incoming.request.body.isEmpty { remoteDescription = incoming.request.body }
        switch incoming.request.method {
        case .invite:
            dialog?.refreshTarget(incoming.request.headers.contacts)
            var response = acceptance(of: incoming.request)
            response.setBody(body, "application/sdp")
            sessionTimer.agree(with: incoming.request, response: &response.headers)
            return awaitACK(
                UnacknowledgedAnswer(
                    response: response, key: incoming.key, repeatAfter: settings.timers.t1,
                    ackCarries: incoming.request.body.isEmpty ? .answer : .nothing))
                + sessionTimer.restart()
        case .prack:
            var response = response(to: incoming.request, 200)
            response.setBody(body, "application/sdp")
            return [.respond(response, incoming.key)] + sendHeldResponses()
        default:
            if let id = incoming.early, let index = early.firstIndex(where: { $0.dialog.id == id }) {
                early[index].dialog.refreshTarget(incoming.request.headers.contacts)
                var response = acceptance(of: incoming.request)
                response.setBody(body, "application/sdp")
                return [.respond(response, incoming.key)]
            }
            return acceptUpdate(incoming.request, key: incoming.key, body: body) + sendHeldOffer()
        }
    }

    private mutating func acceptUpdate(_ request: SIPRequest, key: TransactionKey, body: [UInt8]) -> [SessionAction] {
        dialog?.refreshTarget(request.headers.contacts)
        var response = acceptance(of: request)
        response.setBody(body, "application/sdp")
        // Before the answer there is no session whose timer could run.
        guard phase != .incoming else { return [.respond(response, key)] }
        sessionTimer.agree(with: request, response: &response.headers)
        return [.respond(response, key)] + sessionTimer.restart()
    }

    /// Refuses the peer's offer; the old description holds. One that came in a 2xx cannot be refused: it ends the session
    /// (RFC 3261 §13.2.2.4).
    package mutating func refuseOffer(_ status: Int = 488) -> [SessionAction] {
        if awaitedAnswer != nil { return hangUp() }
        guard let incoming = incomingOffer else { return [.ignore(.wrongState)] }
        incomingOffer = nil
        let refusal = SessionAction.respond(response(to: incoming.request, status), incoming.key)
        return [refusal] + (incoming.request.method == .prack ? sendHeldResponses() : sendHeldOffer())
    }

    /// Sends what acknowledges the response that brought an offer, with our answer.
    mutating func send(_ awaited: AwaitedAnswer, body: [UInt8]) -> [SessionAction] {
        switch awaited {
        case .ack(var ack):
            ack.setBody(body, "application/sdp")
            acknowledgement = Acknowledgement(ack)
            return [.sendACK(ack)]
        case .prack(var prack):
            prack.setBody(body, "application/sdp")
            pending.append(PendingRequest(request: prack, purpose: .prack))
            return [.send(prack)]
        }
    }

    // MARK: From us

    /// Offers a new description in a re-INVITE: now, or as soon as nothing else is open. Of several that wait, the last
    /// is sent. The outcome is ``SessionAction/answerArrived(_:)`` or ``SessionAction/offerRefused(_:)``.
    package mutating func offer(_ body: [UInt8]) -> [SessionAction] {
        guard phase == .confirmed || phase == .answered else { return [.ignore(.wrongState)] }
        heldOffer = body
        return sendHeldOffer()
    }

    mutating func sendHeldOffer() -> [SessionAction] {
        guard phase == .confirmed, !isBusy, let body = heldOffer else { return [] }
        heldOffer = nil
        return sendInvite(body, .offer)
    }

    /// Sends an INVITE within the dialog.
    mutating func sendInvite(_ body: [UInt8], _ purpose: PendingRequest.Purpose, attempts: Int = 1) -> [SessionAction] {
        guard var request = dialog?.request(.invite, contact: settings.contact) else { return [] }
        describeOurselves(&request.headers)
        if let product = settings.product { request.headers.set("User-Agent", product) }
        sessionTimer.ask(&request.headers)
        request.setBody(body, "application/sdp")
        pending.append(PendingRequest(request: request, purpose: purpose, attempts: attempts))
        return [.send(request)]
    }

    /// Whether an INVITE or offer of ours is open.
    var isOffering: Bool {
        awaitedAnswer != nil || pending.contains { $0.request.method == .invite || $0.isOffer }
    }

    /// Whether any offer is open, or a 2xx unacknowledged, so that we must not offer.
    var isBusy: Bool { isOffering || incomingOffer != nil || answer != nil || glare != nil }

    // MARK: Glare

    /// Waits before an offer is repeated (RFC 3261 §14.1): 2.1–4 s for the owner of the Call-ID, 0–2 s for the other.
    mutating func waitOut(_ request: PendingRequest, pause: Duration? = nil) -> [SessionAction] {
        var request = request
        request.attempts += 1
        glare = request
        let range = role == .caller ? 210..<400 : 0..<201
        let hundredths = range.lowerBound + Int(settings.jitter * Double(range.count))
        return [.startTimer(.glare, pause ?? .milliseconds(hundredths * 10))]
    }

    mutating func repeatAfterGlare() -> [SessionAction] {
        guard phase == .confirmed, let waiting = glare else { return [.ignore(.staleTimer)] }
        glare = nil
        guard !isBusy else {
            // The peer's own offer is open: ours goes out after it, and it refreshes the session as well as ours.
            guard waiting.purpose == .offer else { return [.startTimer(.refresh, .seconds(10))] }
            if heldOffer == nil { heldOffer = waiting.request.body }
            return []
        }
        guard waiting.purpose == .offer else { return refresh() }
        if let newer = heldOffer {
            heldOffer = nil
            return sendInvite(newer, .offer)
        }
        return sendInvite(waiting.request.body, .offer, attempts: waiting.attempts)
    }
}

extension PendingRequest {
    fileprivate var isOffer: Bool { purpose == .offer || (purpose == .refresh && !request.body.isEmpty) }
}
