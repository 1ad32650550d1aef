package import CallModel
package import SIP
package import SIPStack
import SIPWire

/// A SIP user agent of a test on a plain UDP socket: it sends what the script says and keeps what arrives.
///
/// Of itself it does what the meanest telephone does, and the script can forbid each of it: it repeats a request until
/// it is answered and an answer to an INVITE until its ACK, answers a repeated request as before, acknowledges
/// refusals, and says 200 to BYE and CANCEL. None of the state machines of the product is in it.
///
/// - Isolation: signalling.
@Signalling
package final class SIPPeer {
    /// What it does of itself.
    package struct Manners: Sendable {
        /// Repeats what gets no answer.
        package var repeats = true
        /// Acknowledges 3xx–6xx to its INVITE.
        package var acknowledges = true
        /// Says 200 to BYE.
        package var answersBye = true
        /// Says 200 to CANCEL, and 487 to its INVITE.
        package var answersCancel = true
        /// Says 200 to OPTIONS.
        package var answersOptions = true
        /// How long until it repeats something; it doubles, six times at the most.
        package var pause = Duration.milliseconds(500)

        /// Those of a telephone.
        package init() {}
    }

    /// What it does of itself.
    package var manners = Manners()
    /// Requests that nobody has read: each once, however often it came.
    package let requests = Inbox<SIPRequest>()
    /// Responses that nobody has read: each once, however often it came.
    package let responses = Inbox<SIPResponse>()
    /// Datagrams that are no SIP message.
    package let noise = Inbox<[UInt8]>()
    /// Where requests go.
    package var daemon: SocketEndpoint
    /// Its socket.
    package let socket: WireSocket
    /// Every message of both directions in order, first line and CSeq: what a failed test shows.
    package private(set) var ladder: [String] = []
    /// How many datagrams came, repetitions too.
    package private(set) var datagrams = 0

    private var open: Set<String> = []
    private var answers: [String: [UInt8]] = [:]
    private var sources: [String: SocketEndpoint] = [:]
    private var acknowledgements: [String: [UInt8]] = [:]
    private var acknowledged: Set<String> = []
    private var invites: [String: SIPRequest] = [:]
    private var seenRequests: Set<String> = []
    private var seenResponses: Set<String> = []
    private var nextName = 0

    private init(_ socket: WireSocket, _ daemon: SocketEndpoint) {
        self.socket = socket
        self.daemon = daemon
        socket.onDatagram = { [weak self] in self?.arrived($0, from: $1) }
    }

    /// A peer on a free port of `host`.
    package static func open(
        on host: String, towards daemon: SocketEndpoint = SocketEndpoint(host: "127.0.0.1", port: 9)
    ) async throws -> SIPPeer {
        SIPPeer(try await WireSocket.bind(on: host), daemon)
    }

    /// Its address.
    package var endpoint: SocketEndpoint { socket.endpoint }

    /// Its Contact.
    package func contact(_ user: String) -> NameAddress {
        NameAddress(uri: SIPURI(user: user, host: endpoint.host, port: endpoint.port))
    }

    /// A word that no other message of this peer has.
    package func name(_ stem: String) -> String {
        nextName += 1
        return "\(stem)-\(endpoint.host.split(separator: ".").last ?? "")-\(endpoint.port)-\(nextName)"
    }

    // MARK: Sending

    /// Sends a request with a Via of ours, and again until it is answered.
    ///
    /// - Parameter branch: the branch; a new one when `nil`.
    /// - Returns: the request as it went.
    @discardableResult
    package func send(_ request: SIPRequest, branch: String? = nil) -> SIPRequest {
        var request = request
        let branch = branch ?? (Via.magicCookie + name("branch"))
        request.headers.via = [
            Via(
                transport: "UDP", host: endpoint.host, port: endpoint.port,
                parameters: Parameters([.init("branch", branch), .init("rport", nil)]))
        ]
        let bytes = request.serialized()
        if request.method == .ack {
            acknowledgements[request.headers.callID + "\(request.headers.cseq.number)"] = bytes
        } else {
            let key = Self.key(branch, request.method)
            open.insert(key)
            if request.method == .invite { invites[branch] = request }
            repeatRequest(key, bytes)
        }
        transmit(bytes, to: daemon)
        return request
    }

    /// Answers a request.
    package func respond(_ response: SIPResponse, to request: SIPRequest) {
        let key = Self.key(request)
        let bytes = response.serialized()
        answers[key] = bytes
        let remote = sources[key] ?? daemon
        transmit(bytes, to: remote)
        if request.method == .invite, response.status >= 200 { repeatFinal(request, bytes, to: remote) }
    }

    /// Answers a request with this status, and with a tag of ours where To has none.
    package func respond(_ status: Int, to request: SIPRequest, others: [HeaderField] = []) {
        var response = request.response(status, toTag: tag(for: request))
        response.headers.others += others
        respond(response, to: request)
    }

    /// Our tag in the dialog that this request begins: the same for every response to it.
    package func tag(for request: SIPRequest) -> String { "peer\(endpoint.port)" }

    /// Sends bytes as they are.
    package func send(raw text: String) { transmit(Array(text.utf8), to: daemon) }

    private func transmit(_ bytes: [UInt8], to remote: SocketEndpoint) {
        note("→", bytes)
        socket.send(bytes, to: remote)
    }

    private func repeatRequest(_ key: String, _ bytes: [UInt8], _ times: Int = 0) {
        guard manners.repeats, times < 7 else { return }
        WireTimers.shared.after(manners.pause * (1 << times)) { [weak self] in
            guard let self, self.open.contains(key) else { return }
            self.transmit(bytes, to: self.daemon)
            self.repeatRequest(key, bytes, times + 1)
        }
    }

    private func repeatFinal(_ invite: SIPRequest, _ bytes: [UInt8], to remote: SocketEndpoint, _ times: Int = 0) {
        guard manners.repeats, times < 7 else { return }
        WireTimers.shared.after(manners.pause * (1 << times)) { [weak self] in
            guard let self, !self.acknowledged.contains(Self.exchange(invite)) else { return }
            self.transmit(bytes, to: remote)
            self.repeatFinal(invite, bytes, to: remote, times + 1)
        }
    }

    // MARK: Receiving

    private func arrived(_ bytes: [UInt8], from remote: SocketEndpoint) {
        datagrams += 1
        note("←", bytes)
        switch try? MessageParser.parse(bytes) {
        case .request(let request): take(request, from: remote)
        case .response(let response): take(response)
        case nil: noise.put(bytes)
        }
    }

    private func take(_ request: SIPRequest, from remote: SocketEndpoint) {
        if request.method == .ack {
            if acknowledged.insert(Self.exchange(request)).inserted { requests.put(request) }
            return
        }
        let key = Self.key(request)
        sources[key] = remote
        guard seenRequests.insert(key).inserted else {
            if let answer = answers[key] { transmit(answer, to: remote) }
            return
        }
        if request.method == .invite { invites[request.headers.via.first?.branch ?? ""] = request }
        if request.method == .bye, manners.answersBye { respond(200, to: request) }
        if request.method == .options, manners.answersOptions { respond(200, to: request) }
        if request.method == .cancel, manners.answersCancel { obey(request) }
        requests.put(request)
    }

    private func obey(_ cancel: SIPRequest) {
        respond(200, to: cancel)
        guard let invite = invites[cancel.headers.via.first?.branch ?? ""] else { return }
        if let answer = answers[Self.key(invite)], !answer.starts(with: Array("SIP/2.0 1".utf8)) { return }
        respond(487, to: invite)
    }

    private func take(_ response: SIPResponse) {
        let branch = response.headers.via.first?.branch ?? ""
        let method = response.headers.cseq.method
        if response.status >= 200 || method == .invite { open.remove(Self.key(branch, method)) }
        if method == .invite, response.status >= 300, manners.acknowledges, let invite = invites[branch] {
            acknowledge(response, of: invite, branch)
        }
        if method == .invite, (200..<300).contains(response.status) {
            let exchange = response.headers.callID + "\(response.headers.cseq.number)"
            if let ack = acknowledgements[exchange] { transmit(ack, to: daemon) }
        }
        let identity =
            "\(branch) \(method) \(response.status) \(response.headers.to.tag ?? "") \(response.headers.callID)"
        if seenResponses.insert(identity).inserted { responses.put(response) }
    }

    /// The ACK to a refusal is part of the INVITE's transaction (RFC 3261 §17.1.1.3).
    private func acknowledge(_ response: SIPResponse, of invite: SIPRequest, _ branch: String) {
        var ack = SIPRequest(method: .ack, uri: invite.uri, headers: invite.headers)
        ack.headers.to = response.headers.to
        ack.headers.cseq = CSeq(invite.headers.cseq.number, .ack)
        ack.headers.contacts = []
        ack.headers.contentTypeText = nil
        ack.headers.others = []
        transmit(ack.serialized(), to: daemon)
    }

    private func note(_ arrow: String, _ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let first = text.prefix { $0 != "\r\n" && $0 != "\n" }
        let cseq = text.split(separator: "\r\n").first { $0.hasPrefix("CSeq:") } ?? ""
        if ladder.count < 400 { ladder.append("\(arrow) \(first) \(cseq)") }
    }

    private static func key(_ branch: String, _ method: Method) -> String { "\(branch) \(method)" }

    private static func key(_ request: SIPRequest) -> String {
        key(request.headers.via.first?.branch ?? "", request.method)
    }

    /// What an INVITE and its ACK have in common.
    private static func exchange(_ request: SIPRequest) -> String {
        request.headers.callID + "\(request.headers.cseq.number)"
    }
}
