import SIP

/// Sessions brought to a state, and the messages of their peer.
enum SessionSamples {
    static let contact = NameAddress(uri: SIPURI(user: "us", host: "10.0.0.1", port: 5060))
    static let peerContact = NameAddress(uri: SIPURI(user: "peer", host: "10.0.0.2", port: 5062))
    static var settings: SessionSettings {
        var settings = SessionSettings(contact: contact)
        settings.sessionInterval = nil
        return settings
    }
    static let key = TransactionKey.server(MachineSamples.request(.invite))

    // MARK: Caller

    static func calling(body: String = "offer", settings: SessionSettings = settings) -> InviteSession {
        var invite = MachineSamples.request(.invite, branch: nil, body: body)
        invite.headers.contacts = []
        var session = InviteSession(calling: invite, settings: settings)
        _ = session.start()
        return session
    }

    /// A response to the caller's INVITE.
    static func response(
        _ status: Int, tag: String? = "b1", cseq: UInt32 = 1, body: String = "", others: [HeaderField] = [],
        method: Method = .invite
    ) -> SIPResponse {
        var response = MachineSamples.request(method, cseq: cseq).response(status, toTag: tag)
        response.headers.contacts = [peerContact]
        response.headers.others += others
        response.body = Array(body.utf8)
        if !body.isEmpty { response.headers.contentTypeText = "application/sdp" }
        return response
    }

    static func confirmedCaller(settings: SessionSettings = settings, others: [HeaderField] = []) -> InviteSession {
        var session = calling(settings: settings)
        _ = session.receive(response(200, body: "answer", others: others))
        return session
    }

    /// A request of the callee to the caller within the dialog.
    static func fromCallee(
        _ method: Method, cseq: UInt32 = 1, body: String = "", others: [HeaderField] = []
    ) -> SIPRequest {
        var request = MachineSamples.request(method, cseq: cseq, branch: "z9hG4bK-b\(cseq)", body: body)
        var (from, to) = (request.headers.to, request.headers.from)
        from.tag = "b1"
        to.tag = "a1"
        request.headers.from = from
        request.headers.to = to
        request.headers.contacts = [peerContact]
        request.headers.others = others
        return request
    }

    // MARK: Callee

    static func invite(body: String = "offer", cseq: UInt32 = 1, others: [HeaderField] = []) -> SIPRequest {
        var invite = MachineSamples.request(.invite, cseq: cseq, body: body)
        invite.headers.others = others
        return invite
    }

    static func incoming(_ invite: SIPRequest = invite(), settings: SessionSettings = settings) -> InviteSession {
        var session = InviteSession(answering: invite, key: key, localTag: "b1", settings: settings)
        _ = session.start()
        return session
    }

    static func answered(_ invite: SIPRequest = invite(), settings: SessionSettings = settings) -> InviteSession {
        var session = incoming(invite, settings: settings)
        _ = session.answer(Array("answer".utf8))
        return session
    }

    static func confirmedCallee(_ invite: SIPRequest = invite(), settings: SessionSettings = settings) -> InviteSession
    {
        var session = answered(invite, settings: settings)
        _ = session.receive(fromCaller(.ack), key: key)
        return session
    }

    /// A request of the caller to the callee within the dialog.
    static func fromCaller(
        _ method: Method, cseq: UInt32 = 1, body: String = "", others: [HeaderField] = []
    ) -> SIPRequest {
        var request = MachineSamples.request(
            method, cseq: cseq, branch: "z9hG4bK-a\(cseq)", toTag: "b1", body: body)
        request.headers.others = others
        return request
    }
}

extension [SessionAction] {
    /// The requests that are to be sent.
    var requests: [SIPRequest] {
        compactMap { action in
            switch action {
            case .send(let request), .sendACK(let request): request
            default: nil
            }
        }
    }

    /// The responses that are to be sent.
    var responses: [SIPResponse] {
        compactMap { action in
            if case .respond(let response, _) = action { response } else { nil }
        }
    }
}
