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
        if name.equalsIgnoringCase("MD5") {
            self = .md5
        } else if name.equalsIgnoringCase("SHA-256") {
            self = .sha256
        } else {
            return nil
        }
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
        var text = MessageWriter(reserving: 96)
        text.append(asIs: username)
        text.append(byte: Self.colon)
        text.append(asIs: realm)
        text.append(byte: Self.colon)
        text.append(asIs: password)
        return hex(algorithm, text)
    }

    /// The response of credentials, in lower-case hexadecimal.
    ///
    /// - Source: RFC 7616 §3.4.1; RFC 2617 §3.2.2.1 where there is no qop.
    package func response(ha1: String, method: Method, to credentials: DigestCredentials) -> String {
        let algorithm = credentials.algorithm
        var second = MessageWriter(reserving: 96)
        second.append(asIs: method.token)
        second.append(byte: Self.colon)
        second.append(asIs: credentials.uri)
        var text = MessageWriter(reserving: 256)
        text.append(asIs: ha1)
        text.append(byte: Self.colon)
        text.append(asIs: credentials.nonce)
        text.append(byte: Self.colon)
        if let protection = credentials.protection {
            text.append(count: protection.count)
            text.append(byte: Self.colon)
            text.append(asIs: protection.cnonce)
            text.append(":auth:")
        }
        text.append(hex: digest(algorithm, second.bytes)[...])
        return hex(algorithm, text)
    }

    private static let colon = UInt8(ascii: ":")

    private func hex(_ algorithm: DigestAlgorithm, _ text: borrowing MessageWriter) -> String {
        var hex = MessageWriter(reserving: 64)
        hex.append(hex: digest(algorithm, text.bytes)[...])
        return hex.text
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    static func equal(_ one: String, _ other: String) -> Bool {
        let (left, right) = (one.utf8.span, other.utf8.span)
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}

extension MessageWriter {
    /// Appends two lower-case characters for each byte.
    mutating func append(hex source: ArraySlice<UInt8>) {
        for byte in source {
            append(byte: Self.digit(byte >> 4))
            append(byte: Self.digit(byte & 15))
        }
    }

    /// Appends a nonce count as it is written: `0000000a`.
    mutating func append(count: UInt32) {
        for shift in stride(from: UInt32(28), through: 0, by: -4) {
            append(byte: Self.digit(UInt8(truncatingIfNeeded: count >> shift) & 15))
        }
    }

    /// Appends the text as a quoted string of a digest; control characters are left out.
    mutating func append(digestQuoted text: String) {
        append(byte: 0x22)
        let source = text.utf8.span
        for index in source.indices {
            let byte = source[index]
            guard byte >= 0x20, byte != 0x7F else { continue }
            if byte == 0x22 || byte == 0x5C { append(byte: 0x5C) }
            append(byte: byte)
        }
        append(byte: 0x22)
    }

    private static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x61 + nibble - 10 }
}
