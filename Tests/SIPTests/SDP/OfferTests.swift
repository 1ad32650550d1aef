import SIP
import Testing

@Suite("Offers of ours and re-offers (RFC 3264 §5, §7, §8)")
struct OfferTests {
    private let local = LocalAudio(host: "192.0.2.5", port: 30_000)

    @Test("The first offer names PCMU, PCMA and telephone-event 101 at 20 ms in 12 lines")
    func firstOffer() throws {
        var exchange = OfferAnswer(sessionID: 42)
        #expect(
            sdpLines(try exchange.offer(local: local)) == [
                "v=0", "o=- 42 1 IN IP4 192.0.2.5", "s=-", "c=IN IP4 192.0.2.5", "t=0 0",
                "m=audio 30000 RTP/AVP 0 8 101", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000",
                "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=ptime:20", "a=sendrecv",
            ])
        #expect(exchange.isOfferPending)
    }

    @Test("An answer with PCMA and event 96 is agreed: we send 8 and 96, and receive 8 and 101")
    func accept() throws {
        var exchange = OfferAnswer(sessionID: 42)
        _ = try exchange.offer(local: local)
        let answer = SDPSample.asteriskLike.replacing("101", with: "96")
        let agreed = try exchange.accept(try sdp(answer))
        #expect(
            agreed
                == NegotiatedAudio(
                    host: "203.0.113.9", port: 11970, rtcpPort: 11971, codec: "PCMA", sendPayloadType: 8,
                    receivePayloadType: 8, telephoneEventSend: 96, telephoneEventReceive: 101, packetTime: 20,
                    direction: .sendReceive))
        #expect(exchange.agreed == agreed)
        #expect(!exchange.isOfferPending)
    }

    @Test("A 200 with other media than the 183 takes its place")
    func twoAnswers() throws {
        var exchange = OfferAnswer(sessionID: 42)
        _ = try exchange.offer(local: local)
        #expect(try exchange.accept(try sdp(SDPSample.asteriskLike)).codec == "PCMA")
        #expect(try exchange.accept(try sdp(SDPSample.twilioLike)).codec == "PCMU")
        #expect(exchange.agreed?.port == 14832)
    }

    @Test("Two dialogs of a forked INVITE agree each on its own")
    func forked() throws {
        var first = OfferAnswer(sessionID: 42)
        _ = try first.offer(local: local)
        var second = first
        #expect(try first.accept(try sdp(SDPSample.asteriskLike)).codec == "PCMA")
        #expect(second.isOfferPending)
        #expect(try second.accept(try sdp(SDPSample.twilioLike)).codec == "PCMU")
        #expect(first.agreed?.codec == "PCMA")
    }

    @Test(
        "An answer that refuses, or that cannot be used, is an error, and nothing is pending",
        arguments: [
            ("v=0\nc=IN IP4 192.0.2.9\nm=audio 0 RTP/AVP 0", .noAudio),
            ("v=0\nc=IN IP4 192.0.2.9", .noAudio),
            ("v=0\nc=IN IP4 192.0.2.9\nm=audio 4000 RTP/AVP 18", .noCommonCodec),
            ("v=0\nc=IN IP4 192.0.2.9\nm=audio 4000 RTP/SAVP 0", .noCommonProfile),
            ("v=0\nm=audio 4000 RTP/AVP 0", .unusableAddress),
        ] as [(String, OfferAnswerError.Code)])
    func badAnswer(answer: String, code: OfferAnswerError.Code) throws {
        var exchange = OfferAnswer(sessionID: 42)
        _ = try exchange.offer(local: local)
        #expect(throws: OfferAnswerError(code)) { try exchange.accept(try sdp(answer)) }
        #expect(!exchange.isOfferPending)
        #expect(exchange.agreed == nil)
    }

    @Test("An answer with a codec that we did not offer is no agreement")
    func unofferedCodec() throws {
        var exchange = OfferAnswer(capability: AudioCapability(codecs: [.pcmu]), sessionID: 42)
        _ = try exchange.offer(local: local)
        exchange.capability = AudioCapability()
        #expect(throws: OfferAnswerError(.noCommonCodec)) {
            try exchange.accept(try sdp("v=0\nc=IN IP4 192.0.2.9\nm=audio 4000 RTP/AVP 8"))
        }
    }

    @Test("The answer to a refresh of what we answered once may name another port and no more than was agreed")
    func refreshAnswered() throws {
        var exchange = OfferAnswer(sessionID: 42)
        _ = try exchange.answer(try sdp(SDPSample.asteriskLike), local: local)
        let first = try #require(exchange.agreed)
        // The refresh itself is the description that was sent, without an offer here (RFC 4028 §7.4).
        let moved = try exchange.accept(try sdp(SDPSample.asteriskLike.replacing("11970", with: "11990")))
        #expect(first.port == 11970)
        #expect(moved.port == 11990)
        #expect(moved.codec == first.codec)
        #expect(moved.telephoneEventReceive == first.telephoneEventReceive)
        #expect(!exchange.isOfferPending)
    }

    @Test("An answer to nothing is unexpected; a second offer of ours, or one without codecs, is refused")
    func unexpected() throws {
        var exchange = OfferAnswer(sessionID: 42)
        #expect(throws: OfferAnswerError(.unexpected)) { try exchange.accept(try sdp(SDPSample.baresip)) }
        _ = try exchange.offer(local: local)
        #expect(throws: OfferAnswerError(.unexpected)) { try exchange.offer(local: local) }
        var mute = OfferAnswer(capability: AudioCapability(codecs: []), sessionID: 42)
        #expect(throws: OfferAnswerError(.noCommonCodec)) { try mute.offer(local: local) }
    }

    @Test("An offer that crosses ours is glare, 491, until ours is withdrawn")
    func glare() throws {
        var exchange = OfferAnswer(sessionID: 42)
        _ = try exchange.answer(try sdp(SDPSample.baresip), local: local)
        _ = try exchange.offer(local: local, .asAgreed)
        let error = #expect(throws: OfferAnswerError(.glare)) {
            try exchange.answer(try sdp(SDPSample.baresip), local: local)
        }
        #expect(error?.status == 491)
        exchange.withdraw()
        #expect(try exchange.answer(try sdp(SDPSample.baresip), local: local).media.count == 1)
    }

    @Test("The version stays 1 for a refresh by either side and goes to 2 and 3 for hold and resume")
    func versions() throws {
        var exchange = OfferAnswer(sessionID: 42)
        func version(_ description: SessionDescription) -> String? { description.origin?.version }
        let offer = try sdp(SDPSample.baresip)
        #expect(version(try exchange.answer(offer, local: local)) == "1")
        #expect(version(try exchange.answer(offer, local: local)) == "1")
        #expect(version(try exchange.offer(local: local, .asAgreed)) == "1")
        try exchange.accept(offer)
        let held = try sdp(SDPSample.baresip.replacing("a=sendrecv", with: "a=sendonly"))
        #expect(version(try exchange.answer(held, local: local)) == "2")
        #expect(version(try exchange.answer(offer, local: local)) == "3")
    }

    @Test("After a hold offer that failed, the old description is sent as version 3")
    func withdrawn() throws {
        var exchange = OfferAnswer(sessionID: 42)
        let offer = try sdp(SDPSample.baresip)
        let first = try exchange.answer(offer, local: local)
        let hold = LocalAudio(host: "192.0.2.5", port: 30_000, direction: .sendOnly)
        let held = try exchange.offer(local: hold, .asAgreed)
        #expect(held.origin?.version == "2")
        #expect(sdpLines(held).last == "a=sendonly")
        exchange.withdraw()
        #expect(exchange.agreed?.direction == .sendReceive)
        var again = try exchange.answer(offer, local: local)
        #expect(again.origin?.version == "3")
        again.origin = first.origin
        #expect(again == first)
    }

    @Test("Hold and resume of ours keep the one agreed codec and its numbers, and the refused video in its place")
    func holdAndResume() throws {
        var exchange = OfferAnswer(sessionID: 42)
        _ = try exchange.answer(try sdp(SDPSample.linphone), local: local)
        let hold = LocalAudio(host: "192.0.2.5", port: 30_000, direction: .sendOnly)
        let text = sdpLines(try exchange.offer(local: hold, .asAgreed))
        #expect(
            text.filter { $0.hasPrefix("m=") || $0.hasPrefix("o=") } == [
                "o=- 42 2 IN IP4 192.0.2.5", "m=audio 30000 RTP/AVPF 0 99", "m=video 0 RTP/AVPF 96",
            ])
        #expect(text.contains("a=sendonly"))
        let agreed = try exchange.accept(
            try sdp(
                "v=0\nc=IN IP4 192.0.2.44\nm=audio 7078 RTP/AVPF 0 99\na=rtpmap:99 telephone-event/8000\na=recvonly\nm=video 0 RTP/AVPF 96"
            ))
        #expect(agreed.direction == .sendOnly)
        #expect(agreed.telephoneEventSend == 99)
        #expect(sdpLines(try exchange.offer(local: local, .asAgreed)).contains("a=sendrecv"))
    }

    @Test("A re-INVITE without an offer gets all codecs, the agreed telephone-event number and every stream")
    func offerless() throws {
        var exchange = OfferAnswer(sessionID: 42)
        _ = try exchange.answer(try sdp(SDPSample.deskPhone), local: local)
        let text = sdpLines(try exchange.offer(local: local, .everything))
        #expect(
            text.filter { $0.hasPrefix("m=") } == [
                "m=audio 30000 RTP/AVP 0 8 127", "m=text 0 RTP/AVP 98", "m=image 0 udptl t38", "m=video 0 RTP/AVP 34",
            ])
        #expect(text.contains("a=rtpmap:127 telephone-event/8000"))
        #expect(text.contains("a=ptime:30"))
    }

    @Test("An answer with the audio in another place than offered is found")
    func misplaced() throws {
        var exchange = OfferAnswer(sessionID: 42)
        _ = try exchange.answer(
            try sdp("v=0\nc=IN IP4 192.0.2.9\nm=video 4 RTP/AVP 34\nm=audio 6 RTP/AVP 0"), local: local)
        let offer = try exchange.offer(local: local, .asAgreed)
        #expect(offer.media.map(\.kind) == ["video", "audio"])
        #expect(try exchange.accept(try sdp(SDPSample.twilioLike)).port == 14832)
    }

    @Test("A peer that gives PCMU the number of PCMA does not get one number twice")
    func collidingNumbers() throws {
        var exchange = OfferAnswer(sessionID: 42)
        _ = try exchange.answer(
            try sdp("v=0\nc=IN IP4 192.0.2.9\nm=audio 6 RTP/AVP 8\na=rtpmap:8 PCMU/8000"), local: local)
        #expect(exchange.agreed?.codec == "PCMU")
        let offer = try exchange.offer(local: local, .everything)
        #expect(offer.media[0].formats == ["8", "101"])
    }

    @Test("A new port of ours in a re-offer is a new version")
    func newPort() throws {
        var exchange = OfferAnswer(sessionID: 42)
        _ = try exchange.offer(local: local)
        try exchange.accept(try sdp(SDPSample.twilioLike))
        #expect(try exchange.offer(local: local, .asAgreed).origin?.version == "1")
        exchange.withdraw()
        let moved = LocalAudio(host: "192.0.2.5", port: 30_002)
        #expect(try exchange.offer(local: moved, .asAgreed).origin?.version == "2")
    }

    @Test("Each sample is answered or refused by each other sample's exchange, and the answer can be read again")
    func everyPair() throws {
        let samples = [
            SDPSample.baresip, SDPSample.linphone, SDPSample.twilioLike, SDPSample.asteriskLike, SDPSample.deskPhone,
            SDPSample.bareGateway, SDPSample.browser,
        ]
        for first in samples {
            for second in samples {
                var exchange = OfferAnswer(sessionID: 42)
                for offer in [first, second] {
                    let read = try sdp(offer)
                    guard let answer = try? exchange.answer(read, local: local) else {
                        #expect(offer == SDPSample.browser)
                        continue
                    }
                    #expect(answer.media.count == read.media.count)
                    #expect(try SessionDescription(answer.bytes) == answer)
                    #expect(answer.media.filter { $0.port != 0 }.count == 1)
                }
            }
        }
    }
}
