/// A digest that SIP authentication may ask for. The `-sess` variants and SHA-512-256 are refused.
package enum DigestAlgorithm: String, Hashable, Sendable, CaseIterable {
    /// For phones and trunks that know nothing else (RFC 2617).
    case md5 = "MD5"
    /// RFC 8760.
    case sha256 = "SHA-256"

    /// The algorithm that a header names; MD5 when it names none.
    package init?(named name: String?) {
        guard let name else {
            self = .md5
            return
        }
        guard let known = Self.allCases.first(where: { $0.rawValue.equalsIgnoringCase(name) }) else { return nil }
        self = known
    }
}

/// The hash functions, which another target owns.
package struct DigestHash: Sendable {
    /// The digest of the bytes: 16 of them for MD5, 32 for SHA-256.
    package var digest: @Sendable (DigestAlgorithm, [UInt8]) -> [UInt8]
    /// A keyed digest under a secret that only this process knows: what makes our nonces ours. At least 16 bytes.
    package var keyed: @Sendable ([UInt8]) -> [UInt8]

    /// Hash functions of these parts.
    package init(
        digest: @escaping @Sendable (DigestAlgorithm, [UInt8]) -> [UInt8],
        keyed: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.digest = digest
        self.keyed = keyed
    }

    /// H(A1) in lower-case hexadecimal: what a configuration may keep in the place of a password.
    ///
    /// - Source: RFC 7616 §3.4.2.
    package func ha1(username: String, realm: String, password: String, _ algorithm: DigestAlgorithm) -> String {
        hex(algorithm, "\(username):\(realm):\(password)")
    }

    /// The response of credentials, in lower-case hexadecimal.
    ///
    /// - Source: RFC 7616 §3.4.1; RFC 2617 §3.2.2.1 where there is no qop.
    package func response(ha1: String, method: Method, to credentials: DigestCredentials) -> String {
        let algorithm = credentials.algorithm
        let ha2 = hex(algorithm, "\(method.token):\(credentials.uri)")
        guard let protection = credentials.protection else {
            return hex(algorithm, "\(ha1):\(credentials.nonce):\(ha2)")
        }
        let count = DigestCredentials.hexCount(protection.count)
        return hex(algorithm, "\(ha1):\(credentials.nonce):\(count):\(protection.cnonce):auth:\(ha2)")
    }

    private func hex(_ algorithm: DigestAlgorithm, _ text: String) -> String {
        Self.hex(digest(algorithm, Array(text.utf8)))
    }

    /// Two lower-case characters for each byte.
    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    static func equal(_ one: String, _ other: String) -> Bool {
        guard one.utf8.count == other.utf8.count else { return false }
        return zip(one.utf8, other.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
