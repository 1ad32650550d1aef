import SIP
import Testing

@Suite("Digest client, RFC 3261 §22.2, §22.3, RFC 8760 §2.5")
struct DigestClientTests {
    typealias Samples = DigestSamples

    private func challenge(_ status: Int, _ challenges: DigestChallenge...) -> SIPResponse {
        var response = MachineSamples.request(.invite).response(status)
        let name = status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate"
        response.headers.others = challenges.map { HeaderField(name, $0.text) }
        return response
    }

    private let invite = MachineSamples.request(.invite)
    private let md5 = DigestChallenge(realm: "r", nonce: "n1", algorithm: .md5)
    private let sha256 = DigestChallenge(realm: "r", nonce: "n1", algorithm: .sha256)

    @Test("Of MD5 and SHA-256 the stronger is answered, whichever comes first")
    func strongest() {
        var client = Samples.client()
        let one = client.answer(challenge(401, md5, sha256), to: invite, cnonce: "c")
        #expect(one?.count == 1)
        #expect(one?.first?.value.contains("algorithm=SHA-256") == true)
        var other = Samples.client()
        let two = other.answer(challenge(401, sha256, md5), to: invite, cnonce: "c")
        #expect(two == one)
    }

    @Test("401 is answered in Authorization, 407 in Proxy-Authorization, and a request may need both")
    func bothAskers() {
        var client = Samples.client()
        let proxy = client.answer(challenge(407, md5), to: invite, cnonce: "c")
        #expect(proxy?.map(\.name) == ["Proxy-Authorization"])
        let both = client.answer(
            challenge(401, DigestChallenge(realm: "s", nonce: "n2", algorithm: .md5)), to: invite.with(proxy),
            cnonce: "d")
        #expect(both?.map(\.name) == ["Proxy-Authorization", "Authorization"])
        let counts = both?.compactMap { DigestCredentials(parsing: $0.value)?.protection?.count }
        #expect(counts == [2, 1])
    }

    @Test("Refused credentials for a fresh nonce are not tried again")
    func refused() {
        var client = Samples.client()
        let answer = client.answer(challenge(401, md5), to: invite, cnonce: "c")
        var again = md5
        again.nonce = "n2"
        #expect(client.answer(challenge(401, again), to: invite.with(answer), cnonce: "d") == nil)
    }

    @Test("A stale nonce is replaced; a stale one that is the same again is given up")
    func stale() {
        var client = Samples.client()
        let answer = client.answer(challenge(401, md5), to: invite, cnonce: "c")
        var again = md5
        again.nonce = "n2"
        again.staleness = .stale
        let second = client.answer(challenge(401, again), to: invite.with(answer), cnonce: "d")
        #expect(second?.first?.value.contains("nonce=\"n2\"") == true)
        #expect(second?.first?.value.contains("nc=00000001") == true)
        #expect(client.answer(challenge(401, again), to: invite.with(second), cnonce: "e") == nil)
    }

    @Test("An anticipated answer counts on, and its refusal without stale is tried once more")
    func anticipated() {
        var client = Samples.client()
        #expect(client.anticipate(invite, cnonce: "c").isEmpty)
        _ = client.answer(challenge(401, md5), to: invite, cnonce: "c")
        let bye = MachineSamples.request(.bye)
        let early = client.anticipate(bye, cnonce: "d")
        #expect(early.first?.value.contains("nc=00000002") == true)
        var again = md5
        again.nonce = "n2"
        let second = client.answer(challenge(401, again), to: bye.with(early), cnonce: "e")
        #expect(second?.first?.value.contains("nonce=\"n2\"") == true)
        again.nonce = "n3"
        #expect(client.answer(challenge(401, again), to: bye.with(second), cnonce: "f") == nil)
        client.forget()
        #expect(client.anticipate(bye, cnonce: "g").isEmpty)
    }

    @Test("What has no challenge that can be answered is given up")
    func unanswerable() {
        var client = Samples.client()
        #expect(client.answer(challenge(401), to: invite, cnonce: "c") == nil)
        #expect(client.answer(challenge(403, md5), to: invite, cnonce: "c") == nil)
        var response = challenge(401)
        response.headers.others = [
            HeaderField("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess")
        ]
        #expect(client.answer(response, to: invite, cnonce: "c") == nil)
        var bound = DigestClient(username: "u", password: "p", realm: "ours", hash: Samples.mixing)
        #expect(bound.answer(challenge(401, md5), to: invite, cnonce: "c") == nil)
    }

    @Test("A nonce without qop is not anticipated: it is good for one use")
    func legacy() {
        var client = Samples.client()
        let legacy = DigestChallenge(realm: "r", nonce: "n", algorithm: .md5, protection: .legacy)
        #expect(client.answer(challenge(401, legacy), to: invite, cnonce: "c")?.count == 1)
        #expect(client.anticipate(invite, cnonce: "d").isEmpty)
    }
}
