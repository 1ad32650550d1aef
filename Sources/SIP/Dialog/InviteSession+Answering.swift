/// The callee, from the INVITE to the ACK.
extension InviteSession {
    mutating func startAnswering() -> [SessionAction] {
        guard let invite, let inviteKey else { return [.ignore(.wrongState)] }
        guard let dialog else { return reject(response(to: invite, 400, reason: "Missing Contact"), inviteKey) }
        if invite.headers.maxForwards == 0 { return reject(response(to: invite, 483), inviteKey) }
        if let refusal = refuseExtensions(invite) ?? refuseInterval(invite) { return reject(refusal, inviteKey) }
        phase = .incoming
        return [.dialogCreated(dialog.id)]
    }

    private mutating func reject(_ response: SIPResponse, _ key: TransactionKey) -> [SessionAction] {
        [.respond(response, key)] + end(.rejected(response.status))
    }

    /// Callee: sends 101–199, reliably when the caller requires it (RFC 3262), and repeats it each minute.
    ///
    /// - Parameters:
    ///   - status: 180, 183, …
    ///   - body: early media's description; empty for none.
    ///   - others: more header fields.
    package mutating func progress(
        _ status: Int, body: [UInt8] = [], contentType: String = "application/sdp", others: [HeaderField] = []
    ) -> [SessionAction] {
        guard phase == .incoming, heldAnswer == nil, let invite, let inviteKey, (101..<200).contains(status) else {
            return [.ignore(.wrongState)]
        }
        var response = response(to: invite, status)
        response.headers.contacts = [settings.contact]
        response.headers.others += others
        response.setBody(body, contentType)
        if invite.headers.lists("Require", "100rel") { return progressReliably(response) }
        lastProgress = response
        return [.respond(response, inviteKey), .startTimer(.progress, .seconds(60))]
    }

    /// Repeats the last provisional response (RFC 3261 §13.3.1.1).
    mutating func repeatProgress() -> [SessionAction] {
        guard phase == .incoming, let lastProgress, let inviteKey else { return [.ignore(.staleTimer)] }
        return [.respond(lastProgress, inviteKey), .startTimer(.progress, .seconds(60))]
    }

    /// Callee: sends 200, and again until its ACK comes; the leg may talk at once.
    ///
    /// While a reliable provisional response with a description waits for its PRACK, the 200 waits too (RFC 3262 §3).
    ///
    /// - Parameter body: the answer; the offer when the INVITE had none; empty when the answer went out reliably before.
    package mutating func answer(
        _ body: [UInt8], contentType: String = "application/sdp", others: [HeaderField] = []
    ) -> [SessionAction] {
        guard phase == .incoming, heldAnswer == nil, let invite else { return [.ignore(.wrongState)] }
        var response = response(to: invite, 200)
        response.headers.contacts = [settings.contact]
        describeOurselves(&response.headers)
        response.headers.others += others
        response.setBody(body, contentType)
        sessionTimer.agree(with: invite, response: &response.headers)
        if let reliable, !reliable.response.body.isEmpty {
            heldAnswer = response
            return []
        }
        return sendAnswer(response)
    }

    mutating func sendAnswer(_ response: SIPResponse) -> [SessionAction] {
        guard let invite, let inviteKey else { return [.ignore(.wrongState)] }
        let stop = stopProgress
        phase = .answered
        lastProgress = nil
        if !response.body.isEmpty { localDescription = response.body }
        let offered = invite.body.isEmpty && !response.body.isEmpty && earlyExchange == .open
        return stop
            + awaitACK(
                UnacknowledgedAnswer(
                    response: response, key: inviteKey, repeatAfter: settings.timers.t1,
                    ackCarries: offered ? .answer : .nothing))
            + sessionTimer.restart()
    }

    /// Sends a 2xx and repeats it until its ACK (RFC 3261 §13.3.1.4).
    mutating func awaitACK(_ answer: UnacknowledgedAnswer) -> [SessionAction] {
        self.answer = answer
        return [
            .respond(answer.response, answer.key), .startTimer(.answer, settings.timers.t1),
            .startTimer(.acknowledgement, settings.timers.transactionTimeout),
        ]
    }

    /// Repeats a 2xx whose ACK has not come: after 500 ms, 1 s, 2 s, 4 s, 4 s, …
    mutating func repeatAnswer() -> [SessionAction] {
        guard var waiting = answer else { return [.ignore(.staleTimer)] }
        waiting.repeatAfter = min(waiting.repeatAfter * 2, settings.timers.t2)
        answer = waiting
        return [.respond(waiting.response, waiting.key), .startTimer(.answer, waiting.repeatAfter)]
    }

    /// The ACK never came: the session is ended with BYE (RFC 3261 §13.3.1.4).
    mutating func missACK() -> [SessionAction] {
        guard answer != nil else { return [.ignore(.staleTimer)] }
        answer = nil
        let reason = farewellReason
        farewell = .none
        return [.stopTimer(.answer)] + sendBye(reason: reason) + end(.acknowledgementMissing)
    }

    mutating func receiveACK(_ request: SIPRequest) -> [SessionAction] {
        guard let waiting = answer, request.headers.cseq.number == waiting.response.headers.cseq.number else {
            return [.ignore(.unknownACK)]
        }
        answer = nil
        var actions: [SessionAction] = [.stopTimer(.answer), .stopTimer(.acknowledgement)]
        if case .waitsForACK(let reason) = farewell {
            farewell = .none
            return actions + sendBye(reason: reason)
        }
        if phase == .answered {
            phase = .confirmed
            if reliable == nil { invite = nil }
            actions.append(.acknowledged)
        }
        if waiting.ackCarries == .answer, !request.body.isEmpty {
            remoteDescription = request.body
            actions.append(.answerArrived(MessageBody(request)))
        }
        return actions + sendHeldOffer() + finishIfDone()
    }

    /// Callee: sends 300–699 instead of an answer.
    ///
    /// - Parameters:
    ///   - reason: the reason phrase; the usual one when `nil`.
    ///   - others: header fields such as Retry-After or Warning.
    package mutating func refuse(_ status: Int, reason: String? = nil, others: [HeaderField] = []) -> [SessionAction] {
        guard phase == .incoming, (300..<700).contains(status) else { return [.ignore(.wrongState)] }
        return respondFinally(status, reason: reason, others: others) + end(.local)
    }

    /// The final response other than 2xx to the caller's INVITE.
    mutating func respondFinally(_ status: Int, reason: String? = nil, others: [HeaderField] = []) -> [SessionAction] {
        guard let invite, let inviteKey else { return [] }
        var response = response(to: invite, status, reason: reason)
        response.headers.others += others
        return stopProgress + [.respond(response, inviteKey)]
    }

    /// A CANCEL, of the first INVITE or of one within the dialog.
    mutating func receiveCancel(_ request: SIPRequest, key: TransactionKey) -> [SessionAction] {
        let ok = SessionAction.respond(response(to: request, 200), key)
        let reason = request.headers.first("Reason")
        if phase == .incoming { return [ok] + respondFinally(487) + end(.cancelled(reason: reason)) }
        guard let incoming = incomingOffer, incoming.request.method == .invite,
            incoming.request.headers.cseq.number == request.headers.cseq.number
        else {
            // It crossed our final response and has no effect (RFC 3261 §9.2).
            return [ok]
        }
        incomingOffer = nil
        return [ok, .respond(response(to: incoming.request, 487), incoming.key), .offerWithdrawn] + sendHeldOffer()
    }

    private var stopProgress: [SessionAction] {
        (lastProgress == nil ? [] : [.stopTimer(.progress)])
            + (reliable == nil ? [] : [.stopTimer(.reliableProgress), .stopTimer(.prack)])
    }
}

extension SIPResponse {
    mutating func setBody(_ body: [UInt8], _ contentType: String?) {
        guard !body.isEmpty else { return }
        self.body = body
        headers.contentTypeText = contentType
    }
}

extension SIPRequest {
    mutating func setBody(_ body: [UInt8], _ contentType: String?) {
        guard !body.isEmpty else { return }
        self.body = body
        headers.contentTypeText = contentType
    }
}
