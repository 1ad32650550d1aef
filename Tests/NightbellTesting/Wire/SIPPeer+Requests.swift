package import CallModel
package import SIP
import SIPStack
import Security

/// The requests that a peer sends outside of a call.
extension SIPPeer {
    /// A request outside of any dialog.
    ///
    /// - Parameters:
    ///   - user: whom it is for.
    ///   - from: who says it is from.
    package func request(
        _ method: Method, to user: String, from: String = "+16025550142", number: UInt32 = 1,
        others: [HeaderField] = [], body: [UInt8] = []
    ) -> SIPRequest {
        var sender = NameAddress(uri: SIPURI(user: from, host: endpoint.host))
        sender.tag = name("tag")
        return SIPRequest(
            method: method, uri: SIPURI(user: user, host: daemon.host, port: daemon.port),
            headers: Headers(
                from: sender, to: NameAddress(uri: SIPURI(user: user, host: daemon.host)), callID: name("call"),
                cseq: CSeq(number, method), contacts: [contact(from)], maxForwards: 70,
                contentType: body.isEmpty ? nil : "application/sdp", others: others),
            body: body)
    }

    /// The next response to a request of ours that matches.
    package func response(
        to request: SIPRequest, _ what: String = "a final response",
        where matches: @escaping (SIPResponse) -> Bool = { $0.status >= 200 }
    ) async throws -> SIPResponse {
        let (callID, cseq) = (request.headers.callID, request.headers.cseq)
        return try await responses.take("\(what) to \(cseq.method)") {
            $0.headers.callID == callID && $0.headers.cseq == cseq && matches($0)
        }
    }

    /// Sends a request and waits for its final response.
    @discardableResult
    package func ask(_ request: SIPRequest) async throws -> SIPResponse {
        try await response(to: send(request))
    }

    /// The next request with this method.
    package func next(_ method: Method, _ matches: @escaping (SIPRequest) -> Bool = { _ in true }) async throws
        -> SIPRequest
    {
        try await requests.take("a \(method)") { $0.method == method && matches($0) }
    }
}

/// A telephone's account, and what it has registered.
///
/// - Isolation: signalling.
@Signalling
package final class PeerAccount {
    /// Its socket.
    package let peer: SIPPeer
    /// Its extension and digest user name.
    package let user: String
    /// One Call-ID for all REGISTERs (RFC 3261 §10.2.4).
    package let callID: String
    /// The number of the last REGISTER.
    package var number: UInt32 = 0
    private var digest: DigestClient

    /// An account with this password.
    package init(_ peer: SIPPeer, user: String, password: String) {
        self.peer = peer
        self.user = user
        callID = peer.name("registration")
        digest = DigestClient(username: user, password: password, hash: Self.hash)
    }

    /// The digests that the test computes.
    package static var hash: DigestHash {
        DigestHash { algorithm, bytes in
            switch algorithm {
            case .md5: Hash.md5(bytes)
            case .sha256: Hash.sha256(bytes)
            }
        }
    }

    /// A REGISTER of these contacts, not yet sent.
    package func request(_ contacts: [NameAddress]? = nil, expires: Int? = nil, isWildcard: Bool = false) -> SIPRequest
    {
        number += 1
        let address = NameAddress(uri: SIPURI(user: user, host: "clinic.test"))
        var from = address
        from.tag = peer.name("tag")
        return SIPRequest(
            method: .register, uri: SIPURI(host: peer.daemon.host, port: peer.daemon.port),
            headers: Headers(
                from: from, to: address, callID: callID, cseq: CSeq(number, .register),
                contacts: isWildcard ? [] : contacts ?? [peer.contact(user)], contactIsWildcard: isWildcard,
                maxForwards: 70, others: expires.map { [HeaderField("Expires", "\($0)")] } ?? []))
    }

    /// Answers a challenge to `request`; `nil` when there is no answer.
    package func authorized(_ request: SIPRequest, _ response: SIPResponse) -> SIPRequest? {
        guard let fields = digest.answer(response, to: request, cnonce: peer.name("cnonce")) else { return nil }
        var request = request
        request.headers.others.removeAll { $0.name == "Authorization" || $0.name == "Proxy-Authorization" }
        request.headers.others += fields
        request.headers.via = []
        if request.method == .register {
            number += 1
            request.headers.cseq.number = number
        } else {
            request.headers.cseq.number += 1
        }
        return request
    }

    /// Registers, and answers the challenge.
    ///
    /// - Returns: the final response.
    @discardableResult
    package func register(_ contacts: [NameAddress]? = nil, expires: Int? = 3600, isWildcard: Bool = false) async throws
        -> SIPResponse
    {
        let first = request(contacts, expires: expires, isWildcard: isWildcard)
        let response = try await peer.ask(first)
        guard response.status == 401, let second = authorized(first, response) else { return response }
        return try await peer.ask(second)
    }
}
