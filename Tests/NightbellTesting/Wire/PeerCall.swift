package import CallModel
package import SIP

/// One end of a call, as a script plays it: the dialog's names and numbers, and nothing more.
///
/// - Isolation: signalling.
@Signalling
package final class PeerCall {
    /// Whose it is.
    package let peer: SIPPeer
    /// The INVITE that began it: ours with its Via, or the one that came.
    package private(set) var invite: SIPRequest
    /// The Request-URI of what we send in it.
    package private(set) var target: SIPURI
    /// Our side and theirs, with their tags.
    package private(set) var local: NameAddress
    package private(set) var remote: NameAddress
    /// The number of our last request.
    package var number: UInt32
    /// The description of our 200.
    package private(set) var described: [UInt8] = []

    private init(
        _ peer: SIPPeer, invite: SIPRequest, target: SIPURI, local: NameAddress, remote: NameAddress, number: UInt32
    ) {
        self.peer = peer
        self.invite = invite
        self.target = target
        self.local = local
        self.remote = remote
        self.number = number
    }

    /// Calls `user`.
    package static func place(
        _ peer: SIPPeer, to user: String, from: String = "+16025550142", body: [UInt8], others: [HeaderField] = []
    ) -> PeerCall {
        place(peer, peer.request(.invite, to: user, from: from, others: others, body: body))
    }

    /// Calls with this INVITE.
    package static func place(_ peer: SIPPeer, _ invite: SIPRequest) -> PeerCall {
        let sent = peer.send(invite)
        return PeerCall(
            peer, invite: sent, target: sent.uri, local: sent.headers.from, remote: sent.headers.to,
            number: sent.headers.cseq.number)
    }

    /// The next call that comes in.
    package static func incoming(
        _ peer: SIPPeer, where matches: @escaping (SIPRequest) -> Bool = { $0.headers.to.tag == nil }
    ) async throws -> PeerCall {
        let invite = try await peer.next(.invite, matches)
        var local = invite.headers.to
        local.tag = peer.tag(for: invite)
        return PeerCall(
            peer, invite: invite, target: invite.headers.contacts.first?.uri ?? invite.uri, local: local,
            remote: invite.headers.from, number: 0)
    }

    /// Its Call-ID.
    package var callID: String { invite.headers.callID }

    // MARK: The caller's side

    /// Waits for the response with this status.
    @discardableResult
    package func response(_ status: Int) async throws -> SIPResponse {
        note(try await peer.response(to: invite, "\(status)") { $0.status == status })
    }

    /// Waits for the final response, whatever it is.
    package func final() async throws -> SIPResponse { note(try await peer.response(to: invite)) }

    /// Waits for the 200 and acknowledges it.
    ///
    /// - Returns: its body.
    @discardableResult
    package func answered(with body: [UInt8] = []) async throws -> [UInt8] {
        let response = try await response(200)
        acknowledge(body)
        return response.body
    }

    /// Sends the ACK to a 2xx.
    package func acknowledge(_ body: [UInt8] = []) {
        var ack = request(.ack, body: body)
        ack.headers.cseq.number = invite.headers.cseq.number
        peer.send(ack)
    }

    /// Cancels our INVITE: same branch, same number (RFC 3261 §9.1).
    package func cancel() {
        var cancel = SIPRequest(method: .cancel, uri: invite.uri, headers: invite.headers)
        cancel.headers.cseq = CSeq(invite.headers.cseq.number, .cancel)
        cancel.headers.contentTypeText = nil
        cancel.headers.contacts = []
        cancel.headers.others = []
        peer.send(cancel, branch: invite.headers.via.first?.branch)
    }

    /// Sends the INVITE anew with credentials.
    package func retry(_ invite: SIPRequest) {
        self.invite = peer.send(invite)
        number = self.invite.headers.cseq.number
    }

    private func note(_ response: SIPResponse) -> SIPResponse {
        if response.headers.to.tag != nil { remote = response.headers.to }
        if let contact = response.headers.contacts.first { target = contact.uri }
        return response
    }

    // MARK: The callee's side

    /// Says 180, or another provisional status.
    package func ring(_ status: Int = 180, body: [UInt8] = [], others: [HeaderField] = []) {
        var response = invite.response(status, toTag: peer.tag(for: invite))
        response.headers.contacts = [peer.contact(invite.uri.user ?? "phone")]
        response.headers.others += others
        response.headers.contentTypeText = body.isEmpty ? nil : "application/sdp"
        response.body = body
        peer.respond(response, to: invite)
    }

    /// Says 200 with this description.
    package func answer(_ body: [UInt8]) {
        described = body
        var response = invite.response(200, toTag: peer.tag(for: invite))
        response.headers.contacts = [peer.contact(invite.uri.user ?? "phone")]
        response.headers.contentTypeText = body.isEmpty ? nil : "application/sdp"
        response.body = body
        peer.respond(response, to: invite)
    }

    /// Refuses it.
    package func refuse(_ status: Int, others: [HeaderField] = []) {
        peer.respond(status, to: invite, others: others)
    }

    /// Waits for the ACK to our final response.
    @discardableResult
    package func acknowledged() async throws -> SIPRequest { try await next(.ack) }

    // MARK: Either side

    /// Waits for a request in the dialog.
    @discardableResult
    package func next(_ method: Method) async throws -> SIPRequest {
        let id = callID
        return try await peer.next(method) { $0.headers.callID == id }
    }

    /// A request in the dialog, not yet sent.
    package func request(_ method: Method, body: [UInt8] = [], contentType: String = "application/sdp") -> SIPRequest {
        if method != .ack { number += 1 }
        return SIPRequest(
            method: method, uri: target,
            headers: Headers(
                from: local, to: remote, callID: callID, cseq: CSeq(number, method),
                contacts: [peer.contact(local.uri.user ?? "peer")], maxForwards: 70,
                contentType: body.isEmpty ? nil : contentType),
            body: body)
    }

    /// Offers again, and acknowledges the answer.
    ///
    /// - Returns: the final response.
    package func reoffer(_ body: [UInt8]) async throws -> SIPResponse {
        let sent = peer.send(request(.invite, body: body))
        let response = try await peer.response(to: sent)
        if response.status < 300 {
            var ack = request(.ack)
            ack.headers.cseq.number = sent.headers.cseq.number
            peer.send(ack)
        }
        return response
    }

    /// Hangs up.
    ///
    /// - Returns: the response.
    @discardableResult
    package func hangUp() async throws -> SIPResponse { try await peer.ask(request(.bye)) }
}
