/// How the packets of a stream are encrypted and proven (RFC 4568 §6.2).
package enum CryptoSuite: String, Hashable, Sendable, CaseIterable, Codable {
    /// AES in counter mode, 80 bits of proof: what everybody has.
    case aes80 = "AES_CM_128_HMAC_SHA1_80"
    /// The same with 32 bits of proof.
    case aes32 = "AES_CM_128_HMAC_SHA1_32"

    /// Octets of master key and salt together.
    package static let keyLength = 30
}

/// A key and what it is for. It does not show itself.
package struct CryptoKey: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The suite.
    package let suite: CryptoSuite
    /// Master key and salt, ``CryptoSuite/keyLength`` octets.
    package let octets: [UInt8]

    /// A key; `nil` when it has another length.
    package init?(suite: CryptoSuite, octets: [UInt8]) {
        guard octets.count == CryptoSuite.keyLength else { return nil }
        self.suite = suite
        self.octets = octets
    }

    package var description: String { "a key for \(suite.rawValue)" }
}

/// One a=crypto line: `1 AES_CM_128_HMAC_SHA1_80 inline:…|2^31|1:1` (RFC 4568 §9.1).
package struct CryptoAttribute: Hashable, Sendable {
    /// Which of the lines it is: the answer repeats it.
    package let tag: Int
    /// The key of what its maker sends.
    package let key: CryptoKey

    /// An attribute of these parts.
    package init(tag: Int, key: CryptoKey) {
        self.tag = tag
        self.key = key
    }

    /// Reads a value.
    ///
    /// - Returns: `nil` for a suite that is not ours, more than one key, a key identifier (MKI) or a session parameter
    ///   that changes what packets look like: such a line is passed over, and another one may do.
    package init?(_ value: String) {
        let words = value.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count >= 3, let tag = Int(words[0]), (0...999_999_999).contains(tag),
            let suite = CryptoSuite(rawValue: words[1].uppercased()), words[2].lowercased().hasPrefix("inline:")
        else { return nil }
        let parts = words[2].dropFirst("inline:".count).split(separator: "|", omittingEmptySubsequences: false)
        guard let text = parts.first, !words[2].contains(";"), let octets = Base64.decode(text),
            let key = CryptoKey(suite: suite, octets: octets)
        else { return nil }
        // A lifetime is nothing that we must act on: a call ends before 2^31 packets. A key identifier has a colon.
        guard !parts.dropFirst().contains(where: { $0.contains(":") }) else { return nil }
        let parameters = words.dropFirst(3).map { $0.uppercased() }
        guard parameters.allSatisfy({ $0.hasPrefix("WSH=") || $0.hasPrefix("KDR=0") }) else { return nil }
        self.tag = tag
        self.key = key
    }

    /// The value to write.
    package var value: String { "\(tag) \(key.suite.rawValue) inline:\(Base64.encode(key.octets))" }
}

/// Whether the audio of a leg is encrypted.
package enum MediaEncryption: String, Hashable, Sendable, Codable, CaseIterable {
    /// Never: a far side that insists is refused.
    case off
    /// When the far side can: offered beside plain audio, as an a=crypto line in RTP/AVP.
    case optional
    /// Always: RTP/SAVP, and nothing else is taken.
    case required
}
