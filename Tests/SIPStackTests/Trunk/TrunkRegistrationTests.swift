import CallModel
import NightbellWire
import SIP
import SIPStack
import Testing

@Signalling
@Suite("A trunk in registration mode, against a scripted provider (RFC 3261 §10.2)", .onSignalling)
struct TrunkRegistrationTests {
    private static let challenge = HeaderField(
        "WWW-Authenticate", #"Digest realm="provider", nonce="n1", algorithm=MD5, qop="auth""#)

    /// Starts a stack that registers with `provider`.
    private static func with(
        _ provider: SIPPeer, expiry: Duration = .seconds(600), timers: TimerValues = TimerValues(),
        _ body: @Signalling (TestStack, Trunk) async throws -> Void
    ) async throws {
        let settings = TrunkSettings(
            name: "provider", peers: [.init(host: provider.endpoint.host, port: provider.endpoint.port)],
            mode: .registration(.init(user: "clinic", password: "trunk-secret"), expiry: expiry))
        try await TestStack.with(trunks: [settings], adjust: { $0.timers = timers }) { test in
            provider.daemon = test.address
            let trunk = try #require(test.stack.trunks["provider"])
            try await body(test, trunk)
            // The end: it unregisters.
            test.stack.setTrunks([])
            let last = try await provider.next(.register) { $0.headers.first("Expires") == "0" }
            provider.respond(200, to: last)
            try await eventually("unregistered") { trunk.inWords == "unregistered" }
        }
    }

    /// Grants a REGISTER for so long.
    private static func grant(_ request: SIPRequest, _ seconds: Int, by provider: SIPPeer) {
        var response = request.response(200, toTag: "provider")
        var contact = request.headers.contacts[0]
        contact.parameters["expires"] = .some("\(seconds)")
        response.headers.contacts = [contact]
        provider.respond(response, to: request)
    }

    @Test("The 401 is answered with the account's digest, and the trunk is up")
    func registers() async throws {
        let provider = try await SIPPeer.open(on: "127.0.0.2")
        try await Self.with(provider) { test, trunk in
            let first = try await provider.next(.register)
            #expect(first.headers.first("Expires") == "600")
            #expect(first.headers.to.uri.user == "clinic")
            #expect(first.headers.contacts.first?.uri.host == "127.0.0.1")
            #expect(first.headers.contacts.first?.uri.port == test.address.port)
            provider.respond(401, to: first, others: [Self.challenge])
            let second = try await provider.next(.register)
            #expect(second.headers.callID == first.headers.callID)
            #expect(second.headers.cseq.number == first.headers.cseq.number + 1)
            let shown = try #require(second.headers.first("Authorization").flatMap(DigestCredentials.init(parsing:)))
            let ha1 = PeerAccount.hash.ha1(username: "clinic", realm: "provider", password: "trunk-secret", .md5)
            #expect(shown.response == PeerAccount.hash.response(ha1: ha1, method: .register, to: shown))
            Self.grant(second, 300, by: provider)
            try await eventually("up") { trunk.state == .up }
            #expect(trunk.inWords == "registered for 300 s")
        }
    }

    @Test("423 is followed by a REGISTER for as long as the provider wants, and at half of 1 s by the refresh")
    func tooBriefAndRefresh() async throws {
        let provider = try await SIPPeer.open(on: "127.0.0.2")
        try await Self.with(provider, expiry: .seconds(60)) { _, trunk in
            let first = try await provider.next(.register)
            #expect(first.headers.first("Expires") == "60")
            provider.respond(423, to: first, others: [HeaderField("Min-Expires", "900")])
            let second = try await provider.next(.register)
            #expect(second.headers.first("Expires") == "900")
            Self.grant(second, 1, by: provider)
            let refresh = try await provider.next(.register)
            #expect(refresh.headers.cseq.number == second.headers.cseq.number + 1)
            #expect(refresh.headers.first("Expires") == "900")
            Self.grant(refresh, 300, by: provider)
            try await eventually("registered") { trunk.inWords == "registered for 300 s" }
        }
    }

    @Test("403 is not asked again for 60 s at least, and status says so")
    func refused() async throws {
        let provider = try await SIPPeer.open(on: "127.0.0.2")
        try await Self.with(provider) { _, trunk in
            provider.respond(403, to: try await provider.next(.register))
            try await eventually("down") { trunk.state == .down("registration: 403 Forbidden") }
            #expect(trunk.inWords == "waiting 60 s after 403 Forbidden")
            #expect(!trunk.looksUp)
        }
    }

    @Test("A password that is refused twice is not tried a third time")
    func wrongPassword() async throws {
        let provider = try await SIPPeer.open(on: "127.0.0.2")
        try await Self.with(provider) { _, trunk in
            provider.respond(401, to: try await provider.next(.register), others: [Self.challenge])
            let second = try await provider.next(.register)
            let again = HeaderField(
                "WWW-Authenticate", #"Digest realm="provider", nonce="n2", algorithm=MD5, qop="auth""#)
            provider.respond(401, to: second, others: [again])
            try await eventually("down") { trunk.state == .down("registration: refused credentials") }
            #expect(trunk.inWords == "waiting 60 s after refused credentials")
        }
    }

    @Test("Silence for 64·T1 is no answer, and it waits up to 10 s before it tries again")
    func silent() async throws {
        let provider = try await SIPPeer.open(on: "127.0.0.2")
        let quick = TimerValues(t1: .milliseconds(40), t2: .milliseconds(160), t4: .milliseconds(200))
        try await Self.with(provider, timers: quick) { _, trunk in
            _ = try await provider.next(.register)
            try await eventually("down") { trunk.state == .down("registration: no answer") }
            #expect(trunk.inWords.hasSuffix("s after no answer"))
        }
    }

    @Test("An INVITE of the provider is let in as the trunk's; one of its neighbour is not")
    func invite() async throws {
        let provider = try await SIPPeer.open(on: "127.0.0.2")
        try await Self.with(provider) { test, _ in
            Self.grant(try await provider.next(.register), 300, by: provider)
            let neighbour = try await SIPPeer.open(on: "127.0.0.6", towards: test.address)
            neighbour.manners.repeats = false
            neighbour.send(neighbour.request(.invite, to: "+16025550100"))
            let invite = provider.send(provider.request(.invite, to: "+16025550100"))
            #expect(try await provider.response(to: invite).status == 486)
            #expect(test.invites.unread == [.trunk("provider")])
            #expect(neighbour.datagrams == 0)
        }
    }
}
