import Media
import SIP
import Testing

@testable import Legs

@Suite("Offer and answer of a leg (RFC 3264, RFC 6337)")
struct AudioNegotiationTests {
    private static func negotiation(_ place: MediaPlace = .reachable, signalling: String = "192.0.2.9")
        -> AudioNegotiation
    {
        var negotiation = AudioNegotiation(
            host: "198.51.100.1", far: FarSide(signalling: signalling, place: place), number: 4)
        negotiation.local = MediaAddress(ipv4: 0xC633_6401, port: 20_000)
        return negotiation
    }

    @Test("Before the engine has given an address there is neither offer nor answer")
    func noAddress() {
        var negotiation = AudioNegotiation(
            host: "198.51.100.1", far: FarSide(signalling: "192.0.2.9", place: .reachable), number: 4)
        let offer = negotiation.offer()
        #expect(offer == nil)
        #expect(throws: NegotiationError(code: .noMedia, message: "")) { try negotiation.answer(SDPText.audio()) }
    }

    @Test("An offer is answered with one codec, and the engine is told what was agreed")
    func answer() throws {
        var negotiation = Self.negotiation()
        let (answer, parameters) = try negotiation.answer(SDPText.audio(formats: "8 0 101"))
        #expect(SDPText.lines(answer, "c=", "m=") == ["c=IN IP4 198.51.100.1", "m=audio 20000 RTP/AVP 8 101"])
        #expect(
            parameters
                == StreamParameters(
                    remote: MediaAddress(ipv4: 0xC000_0209, port: 4000), codec: .pcma, payloadType: 8,
                    telephoneEventSend: 101, telephoneEventReceive: 101, latching: .locked))
    }

    @Test("An offer of ours within a session has both codecs again, though the answer has narrowed them to one")
    func everything() throws {
        var negotiation = Self.negotiation()
        _ = try negotiation.answer(SDPText.audio(formats: "8 101"))
        let offer = negotiation.offer()
        #expect(SDPText.lines(offer ?? [], "m=") == ["m=audio 20000 RTP/AVP 0 8 101"])
    }

    @Test("While an offer of ours is unanswered the far side's is a glare, and not a lack of codecs")
    func glare() {
        var negotiation = Self.negotiation()
        let offers = [negotiation.offer(), negotiation.offer()]
        #expect(offers.map { $0 == nil } == [false, true])
        #expect(throws: NegotiationError(code: .glare, message: "")) { try negotiation.answer(SDPText.audio()) }
    }

    @Test("An offer that was refused is withdrawn: the next offers go, and what was agreed before stays")
    func withdraw() throws {
        var negotiation = Self.negotiation()
        let (_, before) = try negotiation.answer(SDPText.audio())
        for _ in 1...2 {
            let offer = negotiation.offer()
            #expect(offer != nil)
            negotiation.withdraw()
        }
        let (_, after) = try negotiation.answer(SDPText.audio())
        #expect(after == before)
    }

    @Test("An answer to an offer that was withdrawn is not taken")
    func lateAnswer() {
        var negotiation = Self.negotiation()
        _ = negotiation.offer()
        negotiation.withdraw()
        #expect(throws: NegotiationError(code: .noCommonCodec, message: "")) {
            try negotiation.accept(SDPText.audio())
        }
    }

    @Test(
        "What cannot be served: G.729 alone, video alone, no SDP, a name for an address",
        arguments: [
            SDPText.audio(formats: "18"), SDPText.audio("media.example.net"),
            MessageBody(contentType: "application/sdp", bytes: Array("v=0\r\nm=video 4000 RTP/AVP 99\r\n".utf8)),
            MessageBody(contentType: "text/plain", bytes: Array("hello".utf8)),
            MessageBody(contentType: nil, bytes: []),
        ])
    func unservable(body: MessageBody) {
        var negotiation = Self.negotiation()
        #expect(throws: NegotiationError(code: .noCommonCodec, message: "")) { try negotiation.answer(body) }
    }

    @Test("Hold makes our side listen only, resume lets it speak again")
    func hold() throws {
        var negotiation = Self.negotiation()
        let bodies = [SDPText.audio(direction: "sendonly"), SDPText.audio("0.0.0.0"), SDPText.audio()]
        let directions = try bodies.map { try negotiation.answer($0).parameters.direction }
        #expect(directions == [.receiveOnly, .receiveOnly, .sendReceive])
    }

    @Test("A phone behind NAT that names its private address is sent to where its signalling comes from")
    func behindNAT() throws {
        var negotiation = Self.negotiation(.behindNAT, signalling: "203.0.113.7")
        let (_, parameters) = try negotiation.answer(SDPText.audio("192.168.1.20", port: 11_780))
        #expect(parameters.remote == MediaAddress("203.0.113.7", port: 11_780))
        #expect(parameters.latching == .samePeer)
    }
}
