/// Keys in offer and answer (RFC 4568 §5.1): each end says with which key it sends.
extension OfferAnswer {
    /// Whether we speak a transport profile. AVPF differs from AVP in feedback that need not be used (RFC 4585 §3).
    func isSpoken(_ proto: String) -> Bool {
        proto == "RTP/AVP" || proto == "RTP/AVPF" || isEncrypted(proto) && capability.encryption != .off
    }

    /// Whether a transport profile is SRTP with keys in the description.
    func isEncrypted(_ proto: String) -> Bool { proto == "RTP/SAVP" || proto == "RTP/SAVPF" }

    /// The profile of a first offer.
    var offeredProfile: String { capability.encryption == .required ? "RTP/SAVP" : "RTP/AVP" }

    /// The a=crypto lines of our offers. Beside RTP/AVP they say that SRTP is possible, as many phones mean and read it.
    var offeredCrypto: [CryptoAttribute] {
        guard capability.encryption != .off else { return [] }
        return CryptoSuite.allCases.enumerated().compactMap { index, suite in
            CryptoKey(suite: suite, octets: keyOctets).map { CryptoAttribute(tag: index + 1, key: $0) }
        }
    }

    /// The keys that answer an offer, and the line that says so; `nil` when the audio stays plain.
    func answeredCrypto(_ offer: AudioStream) throws(OfferAnswerError) -> (
        keys: NegotiatedCrypto, line: CryptoAttribute
    )? {
        if capability.encryption != .off, let theirs = offer.crypto.first,
            let ours = CryptoKey(suite: theirs.key.suite, octets: keyOctets)
        {
            return (
                NegotiatedCrypto(send: ours, receive: theirs.key), CryptoAttribute(tag: theirs.tag, key: ours)
            )
        }
        guard !isEncrypted(offer.proto) else { throw OfferAnswerError(.noCommonKey) }
        guard capability.encryption != .required else { throw OfferAnswerError(.encryptionMissing) }
        return nil
    }

    /// The keys that an answer to our offer agrees on; `nil` when the audio stays plain.
    func acceptedCrypto(_ answer: AudioStream, offered: [CryptoAttribute]) throws(OfferAnswerError)
        -> NegotiatedCrypto?
    {
        if let theirs = answer.crypto.first,
            let ours = offered.first(where: { $0.tag == theirs.tag && $0.key.suite == theirs.key.suite })
        {
            return NegotiatedCrypto(send: ours.key, receive: theirs.key)
        }
        guard !isEncrypted(answer.proto), answer.crypto.isEmpty || offered.isEmpty else {
            throw OfferAnswerError(.noCommonKey)
        }
        guard capability.encryption != .required else { throw OfferAnswerError(.encryptionMissing) }
        return nil
    }
}
