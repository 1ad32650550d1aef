/// Reliable provisional responses, from both sides (RFC 3262).
extension InviteSession {
    // MARK: Caller

    /// Acknowledges a reliable provisional response, or passes it over when it is old or comes before its time.
    mutating func acknowledgeProgress(_ response: SIPResponse, number: UInt32, at index: Int) -> [SessionAction] {
        if let last = early[index].lastReliableNumber {
            if number <= last { return [.ignore(.retransmission)] }
            // RFC 3262 §4: the gap will be filled by a repetition.
            guard number == last &+ 1 else { return [.ignore(.provisionalOutOfOrder)] }
        }
        // So many without an answer to our PRACKs: the peer may come again with this one.
        guard pending.count < Self.pendingLimit else { return [.ignore(.provisionalOutOfOrder)] }
        early[index].lastReliableNumber = number
        let cseq = response.headers.cseq
        var prack = early[index].dialog.request(.prack)
        prack.headers.others.append(HeaderField("RAck", "\(number) \(cseq.number) \(cseq.method.token)"))
        if !response.body.isEmpty {
            let first = early[index].exchange == .open
            early[index].exchange = .complete
            if localDescription.isEmpty, first {
                // We did not offer, so this is the peer's offer: the PRACK carries our answer (RFC 3262 §5).
                awaitedAnswer = .prack(prack)
                return [.progressed(response), .offerArrived(MessageBody(response))]
            }
            remoteDescription = response.body
        }
        pending.append(PendingRequest(request: prack, purpose: .prack))
        return [.send(prack), .progressed(response)]
    }

    /// How many requests of ours may be open before a peer makes us send no more.
    private static let pendingLimit = 32

    // MARK: Callee

    /// Sends a provisional response reliably, because the caller requires it.
    mutating func progressReliably(_ response: SIPResponse) -> [SessionAction] {
        // RFC 3262 §3: one at a time; the next ones wait, and only the last of them still matters.
        guard reliable == nil, let inviteKey else {
            heldProgress = response
            return []
        }
        var response = response
        response.headers.others.append(HeaderField("Require", "100rel"))
        response.headers.others.append(HeaderField("RSeq", String(nextReliableNumber)))
        reliable = ReliableProgress(
            response: response, number: nextReliableNumber, repeatAfter: settings.timers.t1)
        nextReliableNumber += 1
        if !response.body.isEmpty { localDescription = response.body }
        return [
            .respond(response, inviteKey), .startTimer(.reliableProgress, settings.timers.t1),
            .startTimer(.prack, settings.timers.transactionTimeout),
        ]
    }

    /// Repeats what waits for its PRACK; this interval is not held at T2.
    mutating func repeatReliableProgress() -> [SessionAction] {
        guard phase == .incoming, var waiting = reliable, let inviteKey else { return [.ignore(.staleTimer)] }
        waiting.repeatAfter = waiting.repeatAfter * 2
        reliable = waiting
        return [.respond(waiting.response, inviteKey), .startTimer(.reliableProgress, waiting.repeatAfter)]
    }

    /// No PRACK came: the INVITE is refused with 504 (RFC 3262 §3: a 5xx).
    mutating func missPrack() -> [SessionAction] {
        guard phase == .incoming, reliable != nil else { return [.ignore(.staleTimer)] }
        return respondFinally(504) + end(.prackMissing)
    }

    mutating func receivePrack(_ request: SIPRequest, key: TransactionKey) -> [SessionAction] {
        guard let waiting = reliable, let invite, let rack = request.headers.first("RAck").flatMap(RAck.init),
            rack == RAck(number: waiting.number, invite: invite.headers.cseq)
        else { return [.respond(response(to: request, 481), key)] }
        reliable = nil
        let stop: [SessionAction] = phase == .incoming ? [.stopTimer(.reliableProgress), .stopTimer(.prack)] : []
        let offered = !waiting.response.body.isEmpty && earlyExchange == .open
        if offered { earlyExchange = .complete }
        if !request.body.isEmpty, !(offered && invite.body.isEmpty) {
            // A new offer in the PRACK: the leg answers it in the 200 to the PRACK.
            incomingOffer = IncomingOffer(request: request, key: key)
            return stop + [.offerArrived(MessageBody(request))]
        }
        var actions = stop + [.respond(response(to: request, 200), key)]
        if !request.body.isEmpty {
            remoteDescription = request.body
            actions.append(.answerArrived(MessageBody(request)))
        }
        return actions + sendHeldResponses()
    }

    /// What had to wait for the PRACK.
    mutating func sendHeldResponses() -> [SessionAction] {
        guard phase == .incoming else { return [] }
        if let held = heldAnswer {
            heldAnswer = nil
            return sendAnswer(held)
        }
        guard let next = heldProgress else { return [] }
        heldProgress = nil
        return progressReliably(next)
    }
}

/// A RAck header field: which provisional response a PRACK acknowledges (RFC 3262 §7.2).
struct RAck: Hashable {
    var number: UInt32
    var invite: CSeq

    init(number: UInt32, invite: CSeq) {
        self.number = number
        self.invite = invite
    }

    init?(_ text: String) {
        let parts = text.utf8.split { $0 == 0x20 || $0 == 0x09 }.compactMap { String($0) }
        guard parts.count == 3, let number = UInt32(parts[0]), let sequence = UInt32(parts[1]) else { return nil }
        self.init(number: number, invite: CSeq(sequence, Method(parts[2])))
    }
}

extension SIPResponse {
    /// The RSeq of a reliable provisional response; `nil` for an unreliable one.
    var reliableNumber: UInt32? {
        guard status > 100, status < 200, headers.lists("Require", "100rel") else { return nil }
        return headers.number("RSeq").flatMap { UInt32(exactly: $0) }
    }
}
