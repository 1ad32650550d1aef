import SIP
import Testing

@Suite("Answering an offer (RFC 3264 §6)")
struct AnswerTests {
    private let local = LocalAudio(host: "192.0.2.5", port: 30_000)

    private func answer(
        _ offer: String, _ capability: AudioCapability = AudioCapability(), local: LocalAudio? = nil
    ) throws -> (text: [String], agreed: NegotiatedAudio) {
        var exchange = OfferAnswer(capability: capability, sessionID: 7)
        let answer = try exchange.answer(try sdp(offer), local: local ?? self.local)
        return (sdpLines(answer), try #require(exchange.agreed))
    }

    @Test(
        "Of an offer with Opus, G.722 and G.711 the latter is taken; without it the first: 9, 96 (Speex 16 kHz), 111",
        arguments: [
            ("111 9 0 8 101", "0 101", "PCMU", 8_000), ("111 9 8 0 101", "8 101", "PCMA", 8_000),
            ("9 111 101", "9 101", "G722", 8_000), ("96 9 101", "96 101", "SPEEX", 16_000),
            ("111 96 101", "111 101", "OPUS", 48_000),
        ])
    func widebandOffers(formats: String, answered: String, codec: String, rate: Int) throws {
        var exchange = OfferAnswer(sessionID: 42)
        let answer = try exchange.answer(
            try sdp(
                "v=0\nc=IN IP4 192.0.2.9\nm=audio 6 RTP/AVP \(formats)\na=rtpmap:111 opus/48000/2\n"
                    + "a=rtpmap:96 speex/16000\na=rtpmap:101 telephone-event/8000"),
            local: LocalAudio(host: "192.0.2.5", port: 30_000))
        #expect(answer.media[0].formats.joined(separator: " ") == answered)
        #expect(exchange.agreed?.codec == codec)
        #expect(exchange.agreed?.clockRate == rate)
        #expect(exchange.agreed?.telephoneEventReceive == 101)
        if codec == "OPUS" { #expect(answer.media[0].values("rtpmap").first == "111 OPUS/48000/2") }
    }

    @Test("A phone is offered G.722 after G.711; what was agreed stays in a later offer, Opus as 111")
    func phoneOffers() throws {
        let local = LocalAudio(host: "192.0.2.5", port: 30_000)
        var exchange = OfferAnswer(capability: .phone, sessionID: 42)
        #expect(try exchange.offer(local: local).media[0].formats == ["0", "8", "9", "101"])
        exchange.withdraw()
        _ = try exchange.answer(
            try sdp("v=0\nc=IN IP4 192.0.2.9\nm=audio 6 RTP/AVP 107\na=rtpmap:107 opus/48000/2"), local: local)
        #expect(try exchange.offer(local: local).media[0].formats == ["0", "8", "9", "107", "101"])
    }

    @Test("baresip: PCMU alone of 5 formats, its telephone-event, its ptime")
    func baresip() throws {
        let (text, agreed) = try answer(SDPSample.baresip)
        #expect(
            text == [
                "v=0", "o=- 7 1 IN IP4 192.0.2.5", "s=-", "c=IN IP4 192.0.2.5", "t=0 0",
                "m=audio 30000 RTP/AVP 0 101", "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000",
                "a=fmtp:101 0-15", "a=ptime:20", "a=sendrecv",
            ])
        #expect(
            agreed
                == NegotiatedAudio(
                    host: "192.0.2.31", port: 21406, rtcpPort: 21407, codec: "PCMU", sendPayloadType: 0,
                    receivePayloadType: 0, telephoneEventSend: 101, telephoneEventReceive: 101, packetTime: 20,
                    direction: .sendReceive))
    }

    @Test("linphone: of three telephone-events the one at 8,000 Hz, AVPF kept, video refused in its place")
    func linphone() throws {
        let (text, agreed) = try answer(SDPSample.linphone)
        #expect(text.filter { $0.hasPrefix("m=") } == ["m=audio 30000 RTP/AVPF 0 99", "m=video 0 RTP/AVPF 96"])
        #expect(agreed.telephoneEventSend == 99)
        #expect(agreed.telephoneEventReceive == 99)
    }

    @Test("A trunk with PCMA before PCMU gets PCMA, or PCMU when our order decides")
    func preference() throws {
        #expect(try answer(SDPSample.asteriskLike).agreed.codec == "PCMA")
        let both = SDPSample.twilioLike.replacing("RTP/AVP 0 8 101", with: "RTP/AVP 8 0 101")
        #expect(try answer(both).agreed.codec == "PCMA")
        #expect(try answer(both, AudioCapability(preference: .ours)).agreed.codec == "PCMU")
        #expect(try answer(both, AudioCapability(codecs: [.pcmu])).agreed.codec == "PCMU")
    }

    @Test("A desk phone with crypto, text, fax and video: 30 ms, event 127, three streams refused in their places")
    func deskPhone() throws {
        let (text, agreed) = try answer(SDPSample.deskPhone)
        #expect(
            text.filter { $0.hasPrefix("m=") } == [
                "m=audio 30000 RTP/AVP 0 127", "m=text 0 RTP/AVP 98", "m=image 0 udptl t38", "m=video 0 RTP/AVP 34",
            ])
        #expect(text.contains("a=ptime:30"))
        #expect(!text.contains { $0.hasPrefix("a=crypto") })
        #expect(agreed.packetTime == 30)
        #expect(agreed.rtcpPort == 11781)
    }

    @Test("A gateway without telephone-event gets none")
    func noTelephoneEvent() throws {
        let (text, agreed) = try answer(SDPSample.bareGateway)
        #expect(text.contains("m=audio 30000 RTP/AVP 0"))
        #expect(agreed.telephoneEventSend == nil)
        #expect(agreed.telephoneEventReceive == nil)
        #expect(try answer(SDPSample.baresip, AudioCapability(telephoneEvent: nil)).agreed.telephoneEventSend == nil)
    }

    @Test(
        "The direction is mirrored, and limited to what we want",
        arguments: [
            ("sendrecv", .sendReceive, .sendReceive), ("sendonly", .sendReceive, .receiveOnly),
            ("recvonly", .sendReceive, .sendOnly), ("inactive", .sendReceive, .inactive),
            ("sendrecv", .sendOnly, .sendOnly), ("sendonly", .sendOnly, .inactive),
            ("recvonly", .sendOnly, .sendOnly), ("sendrecv", .inactive, .inactive),
        ] as [(String, AudioDirection, AudioDirection)])
    func direction(offered: String, wanted: AudioDirection, expected: AudioDirection) throws {
        let offer = SDPSample.twilioLike.replacing("a=sendrecv", with: "a=\(offered)")
        var end = local
        end.direction = wanted
        let (text, agreed) = try answer(offer, local: end)
        #expect(text.last == "a=\(expected.rawValue)")
        #expect(agreed.direction == expected)
    }

    @Test("0.0.0.0 is hold: we send nothing and may listen")
    func oldHold() throws {
        let offer = SDPSample.twilioLike.replacing("c=IN IP4 198.51.100.20", with: "c=IN IP4 0.0.0.0")
        let (text, agreed) = try answer(offer)
        #expect(agreed.direction == .receiveOnly)
        #expect(text.last == "a=recvonly")
        #expect(agreed.host == "0.0.0.0")
        let silent = offer.replacing("a=sendrecv", with: "a=inactive")
        #expect(try answer(silent).agreed.direction == .inactive)
    }

    @Test(
        "ptime: 10 to 60 is honoured down to a multiple of 10, all else is 20, and maxptime caps it",
        arguments: [
            ("a=ptime:10", 10), ("a=ptime:20", 20), ("a=ptime:30", 30), ("a=ptime:60", 60), ("a=ptime:35", 30),
            ("a=ptime:0", 20), ("a=ptime:5", 20), ("a=ptime:61", 20), ("a=ptime:10000", 20), ("a=ptime:-1", 20),
            ("a=ptime:40\na=maxptime:30", 30), ("a=maxptime:10", 10), ("a=maxptime:0", 20), ("a=maxptime:150", 20),
            ("a=ptime:99999999999999999999", 20), ("a=x", 20),
        ])
    func packetTime(attributes: String, expected: Int) throws {
        let offer = SDPSample.asteriskLike.replacing("a=ptime:20\na=maxptime:150", with: attributes)
        let (text, agreed) = try answer(offer)
        #expect(agreed.packetTime == expected)
        #expect(text.contains("a=ptime:\(expected)"))
    }

    @Test("PCMU under the dynamic number 96 is agreed as 96 both ways")
    func dynamicNumber() throws {
        let (text, agreed) = try answer(
            "v=0\nc=IN IP4 192.0.2.9\nm=audio 4000 RTP/AVP 96\na=rtpmap:96 pcmu/8000/1")
        #expect(text.contains("m=audio 30000 RTP/AVP 96"))
        #expect(text.contains("a=rtpmap:96 PCMU/8000"))
        #expect(agreed.sendPayloadType == 96)
        #expect(agreed.receivePayloadType == 96)
    }

    @Test("Type 0 that rtpmap calls something else, and PCMU at 16,000 Hz, are no codec of ours")
    func misnamed() throws {
        let refusals = ["a=rtpmap:0 L16/8000", "a=rtpmap:0 PCMU/16000"]
        for line in refusals {
            #expect(throws: OfferAnswerError(.noCommonCodec)) {
                try answer("v=0\nc=IN IP4 192.0.2.9\nm=audio 4000 RTP/AVP 0\n\(line)")
            }
        }
    }

    @Test("Of SRTP and plain audio, and of IPv6 and IPv4 audio, the one we speak is taken and the other refused")
    func twoAudioStreams() throws {
        let secure = "v=0\nc=IN IP4 192.0.2.9\nm=audio 4000 RTP/SAVP 0\nm=audio 4002 RTP/AVP 0"
        #expect(
            try answer(secure).text.filter { $0.hasPrefix("m=") }
                == ["m=audio 0 RTP/SAVP 0", "m=audio 30000 RTP/AVP 0"])
        let families =
            "v=0\nm=audio 4000 RTP/AVP 0\nc=IN IP6 2001:db8::9\nm=audio 4002 RTP/AVP 0\nc=IN IP4 192.0.2.9"
        #expect(try answer(families).agreed.port == 4002)
    }

    @Test("The t= line of the offer is repeated")
    func time() throws {
        let offer = SDPSample.bareGateway.replacing("t=0 0", with: "t=2873397496 2873404696")
        #expect(try answer(offer).text.contains("t=2873397496 2873404696"))
    }

    @Test(
        "What cannot be answered is 488 with a Warning",
        arguments: [
            (SDPSample.browser, .noCommonProfile, 300),
            ("v=0\nc=IN IP4 192.0.2.9\nm=audio 4000 RTP/AVP 18 96", .noCommonCodec, 305),
            (
                "v=0\nc=IN IP4 192.0.2.9\nm=audio 4000 RTP/AVP 101\na=rtpmap:101 telephone-event/8000",
                .noCommonCodec, 305
            ),
            ("v=0\nc=IN IP4 192.0.2.9\nm=audio 0 RTP/AVP 0", .noAudio, 304),
            ("v=0\nc=IN IP4 192.0.2.9\nm=video 4000 RTP/AVP 0", .noAudio, 304),
            ("v=0\nc=IN IP4 192.0.2.9", .noAudio, 304),
            ("v=0\nm=audio 4000 RTP/AVP 0", .unusableAddress, 301),
            ("v=0\nc=IN IP6 2001:db8::9\nm=audio 4000 RTP/AVP 0", .unusableAddress, 301),
            ("v=0\nc=IN IP4 media.clinic.example\nm=audio 4000 RTP/AVP 0", .unusableAddress, 301),
            ("v=0\nc=IN IP4 224.2.1.1/127\nm=audio 4000 RTP/AVP 0", .unusableAddress, 301),
            ("v=0\nc=IN IP4 255.255.255.255\nm=audio 4000 RTP/AVP 0", .unusableAddress, 301),
            ("v=0\nc=IN IP4 0.0.0.1\nm=audio 4000 RTP/AVP 0", .unusableAddress, 301),
            ("v=0\nc=IN IP4 1.2.3\nm=audio 4000 RTP/AVP 0", .unusableAddress, 301),
            ("v=0\nc=IN IP4 1.2.3.256\nm=audio 4000 RTP/AVP 0", .unusableAddress, 301),
        ] as [(String, OfferAnswerError.Code, Int)])
    func refused(offer: String, code: OfferAnswerError.Code, warning: Int) throws {
        let error = #expect(throws: OfferAnswerError.self) { try answer(offer) }
        #expect(error?.code == code)
        #expect(error?.status == 488)
        #expect(error?.warning.code == warning)
    }

    @Test("A refused offer leaves what was agreed as it was")
    func refusedReoffer() throws {
        var exchange = OfferAnswer(sessionID: 7)
        _ = try exchange.answer(try sdp(SDPSample.baresip), local: local)
        let before = exchange
        #expect(throws: OfferAnswerError(.noCommonProfile)) {
            try exchange.answer(try sdp(SDPSample.browser), local: local)
        }
        #expect(exchange == before)
    }

    @Test("On an IPv6 leg an IPv6 offer is answered with IP6")
    func ipv6() throws {
        let offer = "v=0\nc=IN IP6 2001:db8::9\nm=audio 4000 RTP/AVP 0"
        let (text, agreed) = try answer(offer, local: LocalAudio(host: "2001:db8::5", port: 30_000))
        #expect(text.contains("c=IN IP6 2001:db8::5"))
        #expect(agreed.host == "2001:db8::9")
    }
}

/// The lines of a description as it is sent, each checked to end in CRLF.
func sdpLines(_ description: SessionDescription) -> [String] {
    let lines = description.text.components(splitBy: "\r\n")
    #expect(lines.last == "")
    return lines.dropLast()
}

extension String {
    /// The parts between the separators, empty ones included.
    fileprivate func components(splitBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
