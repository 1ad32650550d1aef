/// Requests from the peer.
extension InviteSession {
    /// Takes a request in the dialog, a CANCEL of the INVITE, or an ACK to a 2xx.
    ///
    /// - Parameter key: the server transaction to answer through; of an ACK any.
    package mutating func receive(_ request: SIPRequest, key: TransactionKey) -> [SessionAction] {
        switch request.method {
        case .ack: return receiveACK(request)
        case .cancel: return receiveCancel(request, key: key)
        default: break
        }
        switch phase {
        case .ended, .finished:
            // Both sides said BYE at once: each gets its 200 (RFC 5407 §3.2.2).
            return [.respond(response(to: request, request.method == .bye ? 200 : 481), key)]
        case .ready, .calling, .proceeding, .cancelling, .incoming, .answered, .confirmed:
            break
        }
        guard dialog != nil else { return receiveEarly(request, key: key) }
        guard dialog?.check(request.headers.cseq) == .inOrder else {
            return [.respond(response(to: request, 500, reason: "CSeq Out Of Order"), key)]
        }
        if let refusal = refuseExtensions(request) { return [.respond(refusal, key)] }
        return switch request.method {
        case .invite: receiveReinvite(request, key: key)
        case .update: receiveUpdate(request, key: key)
        case .prack: receivePrack(request, key: key)
        case .bye: receiveBye(request, key: key)
        default: receiveOther(request, key: key)
        }
    }

    /// A request in a dialog that only a provisional response has made.
    private mutating func receiveEarly(_ request: SIPRequest, key: TransactionKey) -> [SessionAction] {
        guard let id = DialogID(received: request), let index = early.firstIndex(where: { $0.dialog.id == id }) else {
            return [.respond(response(to: request, 481), key)]
        }
        guard early[index].dialog.check(request.headers.cseq) == .inOrder else {
            return [.respond(response(to: request, 500, reason: "CSeq Out Of Order"), key)]
        }
        if let refusal = refuseExtensions(request) { return [.respond(refusal, key)] }
        switch request.method {
        case .update where request.body.isEmpty:
            early[index].dialog.refreshTarget(request.headers.contacts)
            return [.respond(acceptance(of: request), key)]
        case .update where early[index].exchange == .open:
            // Our own offer is not answered yet (RFC 3311 §5.2).
            return [.respond(response(to: request, 491), key)]
        case .update where incomingOffer != nil:
            return [.respond(retryLater(request), key)]
        case .update:
            incomingOffer = IncomingOffer(request: request, key: key, early: id)
            return [.offerArrived(MessageBody(request))]
        case .refer:
            return [.respond(response(to: request, 403), key)]
        case .bye:
            early.remove(at: index)
            return [.respond(response(to: request, 200), key)]
        case .invite:
            return [.respond(response(to: request, 491), key)]
        case .prack:
            return [.respond(response(to: request, 481), key)]
        default:
            return receiveOther(request, key: key)
        }
    }

    private mutating func receiveOther(_ request: SIPRequest, key: TransactionKey) -> [SessionAction] {
        guard settings.allow.contains(request.method) else {
            var refusal = response(to: request, 405)
            refusal.headers.set("Allow", settings.allowText)
            return [.respond(refusal, key)]
        }
        switch request.method {
        case .options:
            var ok = acceptance(of: request)
            ok.headers.set("Accept", "application/sdp")
            return [.respond(ok, key)]
        case .info:
            return [.respond(response(to: request, 200), key), .infoArrived(request)]
        case .refer:
            return receiveRefer(request, key: key)
        default:
            return [.requestArrived(request, key)]
        }
    }

    // MARK: Responses of ours

    /// A response with our tag and name.
    func response(to request: SIPRequest, _ status: Int, reason: String? = nil) -> SIPResponse {
        var response = request.response(status, reason: reason, toTag: localTag)
        if let product = settings.product { response.headers.set("Server", product) }
        return response
    }

    /// A 200 that says where we are and what we can.
    func acceptance(of request: SIPRequest) -> SIPResponse {
        var response = response(to: request, 200)
        response.headers.contacts = [settings.contact]
        describeOurselves(&response.headers)
        return response
    }

    /// 500 with Retry-After of 0…9 s: the request came while another one was open (RFC 3261 §14.2, RFC 3311 §5.2).
    func retryLater(_ request: SIPRequest) -> SIPResponse {
        var response = response(to: request, 500)
        response.headers.set("Retry-After", String(Int(settings.jitter * 10)))
        return response
    }

    /// 420 when the request requires what we do not know (RFC 3261 §8.2.2.3).
    func refuseExtensions(_ request: SIPRequest) -> SIPResponse? {
        let unknown = request.headers.items("Require").filter { token in
            !settings.supported.contains { $0.equalsIgnoringCase(token) }
        }
        guard !unknown.isEmpty else { return nil }
        var response = response(to: request, 420)
        response.headers.set("Unsupported", unknown.joined(separator: ", "))
        return response
    }

    /// 422 when the session interval is too short (RFC 4028 §9).
    func refuseInterval(_ request: SIPRequest) -> SIPResponse? {
        guard let minimum = sessionTimer.refusal(of: request) else { return nil }
        var response = response(to: request, 422)
        response.headers.set("Min-SE", minimum)
        return response
    }
}
