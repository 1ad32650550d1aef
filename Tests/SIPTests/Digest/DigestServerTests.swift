import SIP
import Testing

@Suite("Digest server, RFC 7616 §3.3–3.5, RFC 8760")
struct DigestServerTests {
    typealias Samples = DigestSamples

    private func server(capacity: Int = 4096) -> DigestServer {
        DigestServer(
            realm: Samples.realm, hash: Samples.mixing, cipher: Samples.scrambling, nonceLifetime: .seconds(300),
            capacity: capacity)
    }

    private func check(_ server: inout DigestServer, _ request: SIPRequest, now: Duration = .seconds(1))
        -> DigestServer.Verdict
    {
        server.check(request, now: now, ha1: Samples.ha1)
    }

    @Test("The 401 has one challenge for SHA-256, then one for MD5, with the same nonce")
    func challenge() {
        var server = server()
        let response = server.challenge(Samples.register(), toTag: "t1", now: .seconds(1))
        #expect(response.status == 401)
        #expect(response.headers.to.tag == "t1")
        let challenges = response.headers.all("WWW-Authenticate").compactMap(DigestChallenge.init(parsing:))
        #expect(challenges.map(\.algorithm) == [.sha256, .md5])
        #expect(Set(challenges.map(\.nonce)).count == 1)
        #expect(challenges.allSatisfy { $0.staleness == .fresh && $0.protection == .auth })
        let proxy = server.challenge(Samples.register(), as: .proxy, toTag: "t1", now: .seconds(1))
        #expect(proxy.status == 407)
        #expect(proxy.headers.all("Proxy-Authenticate").count == 2)
        let other = proxy.headers.all("Proxy-Authenticate").compactMap(DigestChallenge.init(parsing:)).first
        #expect(other?.nonce != challenges.first?.nonce)
    }

    @Test("A right answer is accepted, in SHA-256 and in MD5", arguments: DigestAlgorithm.allCases)
    func accepted(_ algorithm: DigestAlgorithm) {
        var server = DigestServer(
            realm: Samples.realm, hash: Samples.mixing, cipher: Samples.scrambling, algorithms: [algorithm])
        var client = Samples.client()
        let challenge = server.challenge(Samples.register(), toTag: nil, now: .zero)
        let answer = client.answer(challenge, to: Samples.register(), cnonce: "c1")
        #expect(answer?.first?.value.contains("algorithm=\(algorithm.rawValue)") == true)
        #expect(check(&server, Samples.register().with(answer)) == .accepted(username: "211"))
    }

    @Test("No credentials, or those of another realm, are missing")
    func missing() {
        var server = server()
        #expect(check(&server, Samples.register()) == .missing)
        let other = #"Digest username="211", realm="other", nonce="n", uri="sip:x", response="0""#
        #expect(check(&server, Samples.register().with([HeaderField("Authorization", other)])) == .missing)
        #expect(check(&server, Samples.register().with([HeaderField("Authorization", "garbage")])) == .missing)
    }

    @Test("A wrong password and an unknown user are wrong, however often")
    func wrong() {
        var server = server()
        let challenge = server.challenge(Samples.register(), toTag: nil, now: .zero)
        var thief = Samples.client("guess")
        let guess = Samples.register().with(thief.answer(challenge, to: Samples.register(), cnonce: "c"))
        #expect(check(&server, guess) == .wrong(username: "211"))
        #expect(check(&server, guess) == .wrong(username: "211"))
        var stranger = Samples.client(username: "999")
        let unknown = Samples.register().with(stranger.answer(challenge, to: Samples.register(), cnonce: "c"))
        #expect(check(&server, unknown) == .wrong(username: "999"))
        // The guesses did not use up the nonce.
        var phone = Samples.client()
        let right = Samples.register().with(phone.answer(challenge, to: Samples.register(), cnonce: "c"))
        #expect(check(&server, right) == .accepted(username: "211"))
    }

    @Test("An algorithm that was not offered is refused")
    func algorithm() {
        var strict = DigestServer(
            realm: Samples.realm, hash: Samples.mixing, cipher: Samples.scrambling, algorithms: [.sha256])
        var lax = server()
        var client = Samples.client()
        var challenge = lax.challenge(Samples.register(), toTag: nil, now: .zero)
        challenge.headers.others.removeAll { $0.value.contains("SHA-256") }
        let answer = Samples.register().with(client.answer(challenge, to: Samples.register(), cnonce: "c"))
        #expect(check(&strict, answer) == .wrong(username: "211"))
    }

    @Test("Credentials of another URI or another method do not serve")
    func otherRequest() {
        var server = server()
        var client = Samples.client()
        let challenge = server.challenge(Samples.register(), toTag: nil, now: .zero)
        let answer = client.answer(challenge, to: Samples.register(), cnonce: "c")
        var elsewhere = Samples.register().with(answer)
        elsewhere.uri.host = "elsewhere.example"
        #expect(check(&server, elsewhere) == .wrongURI(username: "211"))
        let invite = MachineSamples.request(.invite).with(answer)
        #expect(check(&server, invite) == .wrong(username: "211"))
        var parameters = Samples.register().with(answer)
        parameters.uri.parameters["transport"] = .some("udp")
        #expect(check(&server, parameters) == .accepted(username: "211"))
    }

    @Test("A nonce is good for 300 s, then stale; one of another process is stale, not wrong")
    func stale() {
        var server = server()
        var client = Samples.client()
        let challenge = server.challenge(Samples.register(), toTag: nil, now: .seconds(10))
        let answer = Samples.register().with(client.answer(challenge, to: Samples.register(), cnonce: "c"))
        #expect(check(&server, answer, now: .seconds(9)) == .stale)
        #expect(check(&server, answer, now: .seconds(310)) == .accepted(username: "211"))
        #expect(check(&server, answer, now: .seconds(311)) == .stale)
        let again = server.challenge(Samples.register(), after: .stale, toTag: nil, now: .seconds(311))
        #expect(again.headers.all("WWW-Authenticate").allSatisfy { $0.contains("stale=true") })
        var foreign = challenge
        for index in foreign.headers.others.indices {
            let field = foreign.headers.others[index]
            guard var other = DigestChallenge(parsing: field.value) else { continue }
            other.nonce = String(repeating: "0", count: 32)
            foreign.headers.others[index].value = other.text
        }
        var phone = Samples.client()
        let old = Samples.register().with(phone.answer(foreign, to: Samples.register(), cnonce: "c"))
        #expect(check(&server, old, now: .seconds(20)) == .stale)
    }

    @Test("A nonce in whose block one of the 48 zeros is a one, in capitals or of another length is stale")
    func forged() throws {
        var server = server()
        let issued = server.challenge(Samples.register(), toTag: nil, now: .seconds(10))
        let challenge = try #require(
            issued.headers.first("WWW-Authenticate").flatMap(DigestChallenge.init(parsing:)))
        let block = try #require(UInt128(challenge.nonce, radix: 16))
        let hex = { (block: UInt128) in
            let digits = String(block, radix: 16)
            return String(repeating: "0", count: 32 - digits.count) + digits
        }
        #expect(hex(block) == challenge.nonce)
        let changed = (0..<48).map { hex(Samples.scrambling.seal(Samples.scrambling.open(block) ^ 1 << UInt128($0))) }
        let others = [challenge.nonce.uppercased(), "\(challenge.nonce)0", String(challenge.nonce.dropLast()), ""]
        for nonce in changed + others {
            var shown = DigestCredentials(
                username: "211", realm: Samples.realm, nonce: nonce, uri: Samples.register().uri.text, response: "",
                algorithm: challenge.algorithm, protection: .init(cnonce: "c", count: 1))
            shown.response = Samples.mixing.response(
                ha1: Samples.ha1("211", challenge.algorithm) ?? "", method: .register, to: shown)
            let request = Samples.register().with([HeaderField("Authorization", shown.text)])
            #expect(check(&server, request, now: .seconds(20)) == .stale)
        }
    }

    @Test("The count must grow: 1, 2, 5 are accepted, 2, 5 and 0 again are stale")
    func count() {
        var server = server()
        var client = Samples.client()
        let challenge = server.challenge(Samples.register(), toTag: nil, now: .zero)
        let first = Samples.register().with(client.answer(challenge, to: Samples.register(), cnonce: "c"))
        #expect(check(&server, first) == .accepted(username: "211"))
        #expect(check(&server, first) == .stale)
        var next: [SIPRequest] = []
        for _ in 2...5 {
            next.append(Samples.register().with(client.anticipate(Samples.register(), cnonce: "d")))
        }
        #expect(check(&server, next[0]) == .accepted(username: "211"))
        #expect(check(&server, next[3]) == .accepted(username: "211"))
        #expect(check(&server, next[0]) == .stale)
        #expect(check(&server, next[2]) == .stale)
        #expect(check(&server, next[3]) == .stale)
    }

    @Test("A client without qop may use a nonce once")
    func legacy() {
        var server = server()
        var challenge = server.challenge(Samples.register(), toTag: nil, now: .zero)
        for index in challenge.headers.others.indices {
            let field = challenge.headers.others[index]
            guard var legacy = DigestChallenge(parsing: field.value) else { continue }
            legacy.protection = .legacy
            challenge.headers.others[index].value = legacy.text
        }
        var client = Samples.client()
        let answer = Samples.register().with(client.answer(challenge, to: Samples.register(), cnonce: "c"))
        #expect(check(&server, answer) == .accepted(username: "211"))
        #expect(check(&server, answer) == .stale)
    }

    @Test("Of 8 remembered nonces 2 are forgotten when a ninth comes, and cannot be replayed")
    func capacity() {
        var server = server(capacity: 8)
        var used: [SIPRequest] = []
        for second in 1...9 {
            var client = Samples.client()
            let now = Duration.seconds(second)
            let challenge = server.challenge(Samples.register(), toTag: nil, now: now)
            let answer = Samples.register().with(client.answer(challenge, to: Samples.register(), cnonce: "c"))
            #expect(check(&server, answer, now: now) == .accepted(username: "211"))
            used.append(answer)
        }
        for answer in used { #expect(check(&server, answer, now: .seconds(10)) == .stale) }
        var client = Samples.client()
        let challenge = server.challenge(Samples.register(), toTag: nil, now: .seconds(11))
        let fresh = Samples.register().with(client.answer(challenge, to: Samples.register(), cnonce: "c"))
        #expect(check(&server, fresh, now: .seconds(11)) == .accepted(username: "211"))
    }
}
