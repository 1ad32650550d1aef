import SIP
import Testing

@Suite("Encrypted audio in offer and answer (RFC 4568 §5.1, §9.1)")
struct CryptoTests {
    private let local = LocalAudio(host: "192.0.2.5", port: 30_000)
    private static let ours = [UInt8](0..<30)
    private static let theirs = "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"

    private func exchange(_ encryption: MediaEncryption) -> OfferAnswer {
        var capability = AudioCapability()
        capability.encryption = encryption
        return OfferAnswer(capability: capability, sessionID: 42, keyOctets: encryption == .off ? [] : Self.ours)
    }

    private func text(_ proto: String, _ crypto: String...) -> String {
        "v=0\nc=IN IP4 192.0.2.9\nm=audio 6 \(proto) 0" + crypto.map { "\na=crypto:\($0)" }.joined()
    }

    @Test(
        "A line with lifetime is read; one with MKI, two keys, another suite, 29 octets or UNENCRYPTED_SRTP is passed over"
    )
    func lines() throws {
        let line = try #require(CryptoAttribute("1 AES_CM_128_HMAC_SHA1_80 \(Self.theirs)|2^20"))
        #expect(line.tag == 1)
        #expect(line.key.octets.prefix(4) == [0x59, 0x53, 0x5F, 0x5F])
        #expect(line.value == "1 AES_CM_128_HMAC_SHA1_80 \(Self.theirs)")
        for bad in [
            "1 AES_CM_128_HMAC_SHA1_80 \(Self.theirs)|2^20|1:4",
            "1 AES_CM_128_HMAC_SHA1_80 \(Self.theirs);\(Self.theirs)",
            "1 F8_128_HMAC_SHA1_80 \(Self.theirs)", "1 AES_CM_128_HMAC_SHA1_80 inline:AAAA",
            "1 AES_CM_128_HMAC_SHA1_80 \(Self.theirs) UNENCRYPTED_SRTP", "x AES_CM_128_HMAC_SHA1_80 \(Self.theirs)",
            "1 AES_CM_128_HMAC_SHA1_80 inline:!!!!", "1 AES_CM_128_HMAC_SHA1_80", "",
        ] { #expect(CryptoAttribute(bad) == nil, "\(bad)") }
        #expect("\(line.key)" == "a key for AES_CM_128_HMAC_SHA1_80")
    }

    @Test("An SAVP offer is answered with the tag and suite that it has first, and our key; both keys are agreed")
    func answered() throws {
        var exchange = exchange(.optional)
        let answer = try exchange.answer(
            try sdp(
                text(
                    "RTP/SAVP", "3 AEAD_AES_256_GCM inline:xx", "7 AES_CM_128_HMAC_SHA1_32 \(Self.theirs)",
                    "8 AES_CM_128_HMAC_SHA1_80 \(Self.theirs)")), local: local)
        #expect(answer.media[0].proto == "RTP/SAVP")
        #expect(
            answer.media[0].values("crypto") == [
                "7 AES_CM_128_HMAC_SHA1_32 inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd"
            ])
        #expect(exchange.agreed?.crypto?.send.octets == Self.ours)
        #expect(exchange.agreed?.crypto?.receive.suite == .aes32)
        #expect(exchange.agreed?.crypto?.receive.octets.count == 30)
    }

    @Test(
        "Offers and policies: what becomes of each",
        arguments: [
            ("RTP/AVP", false, MediaEncryption.off, "plain"), ("RTP/AVP", true, .off, "plain"),
            ("RTP/SAVP", true, .off, "encryptionRefused"), ("RTP/AVP", false, .optional, "plain"),
            ("RTP/AVP", true, .optional, "encrypted"), ("RTP/SAVP", true, .optional, "encrypted"),
            ("RTP/SAVPF", true, .optional, "encrypted"), ("RTP/SAVP", false, .optional, "noCommonKey"),
            ("RTP/AVP", false, .required, "encryptionMissing"), ("RTP/AVP", true, .required, "encrypted"),
            ("RTP/SAVP", true, .required, "encrypted"), ("RTP/SAVP", false, .required, "noCommonKey"),
        ])
    func policies(proto: String, hasKey: Bool, policy: MediaEncryption, outcome: String) throws {
        var exchange = exchange(policy)
        let offer = hasKey ? text(proto, "1 AES_CM_128_HMAC_SHA1_80 \(Self.theirs)") : text(proto)
        do throws(OfferAnswerError) {
            let answer = try exchange.answer(try described(offer), local: local)
            #expect((exchange.agreed?.crypto == nil ? "plain" : "encrypted") == outcome)
            #expect(answer.media[0].proto == proto)
            #expect(answer.media[0].values("crypto").isEmpty == (outcome == "plain"))
        } catch {
            #expect(error.code.rawValue == outcome)
            #expect(error.status == 488)
        }
    }

    private func described(_ text: String) throws(OfferAnswerError) -> SessionDescription {
        guard let description = try? sdp(text) else { throw OfferAnswerError(.noAudio) }
        return description
    }

    @Test("Required is offered as SAVP, optional as AVP with two a=crypto lines, off without")
    func offers() throws {
        for (policy, proto, lines) in [
            (MediaEncryption.off, "RTP/AVP", 0), (.optional, "RTP/AVP", 2), (.required, "RTP/SAVP", 2),
        ] {
            var exchange = exchange(policy)
            let media = try exchange.offer(local: local).media[0]
            #expect(media.proto == proto)
            #expect(media.values("crypto").count == lines)
        }
    }

    @Test("An answer without a key is plain audio when that may be, else refused; a key of another tag is never taken")
    func accepted() throws {
        for (policy, answer, outcome) in [
            (MediaEncryption.optional, text("RTP/AVP"), "plain"),
            (.optional, text("RTP/AVP", "1 AES_CM_128_HMAC_SHA1_80 \(Self.theirs)"), "encrypted"),
            (.optional, text("RTP/AVP", "2 AES_CM_128_HMAC_SHA1_80 \(Self.theirs)"), "noCommonKey"),
            (.required, text("RTP/SAVP", "2 AES_CM_128_HMAC_SHA1_32 \(Self.theirs)"), "encrypted"),
            (.required, text("RTP/AVP"), "encryptionMissing"), (.required, text("RTP/SAVP"), "noCommonKey"),
            (.off, text("RTP/SAVP", "1 AES_CM_128_HMAC_SHA1_80 \(Self.theirs)"), "noCommonProfile"),
        ] {
            var exchange = exchange(policy)
            _ = try exchange.offer(local: local)
            do throws(OfferAnswerError) {
                let agreed = try exchange.accept(try described(answer))
                #expect((agreed.crypto == nil ? "plain" : "encrypted") == outcome)
            } catch {
                #expect(error.code.rawValue == outcome)
            }
        }
    }

    @Test("A refresh and a re-INVITE keep our key, so that the count of our packets goes on")
    func keepsKey() throws {
        var exchange = exchange(.required)
        let first = try exchange.offer(local: local)
        try exchange.accept(try sdp(text("RTP/SAVP", "1 AES_CM_128_HMAC_SHA1_80 \(Self.theirs)")))
        let again = try exchange.offer(local: local, .everything)
        #expect(again.media[0].values("crypto") == first.media[0].values("crypto"))
        #expect(again.media[0].proto == "RTP/SAVP")
    }
}
