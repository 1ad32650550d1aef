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

    /// These hash functions.
    package init(digest: @escaping @Sendable (DigestAlgorithm, [UInt8]) -> [UInt8]) { self.digest = digest }

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
        return Self.hex(digest(algorithm, text.bytes))
    }

    /// H(A2) in lower-case hexadecimal: of what is asked for.
    ///
    /// - Source: RFC 7616 §3.4.3.
    func ha2(method: Method, uri: String, _ algorithm: DigestAlgorithm) -> String {
        var text = MessageWriter(reserving: 96)
        text.append(asIs: method.token)
        text.append(byte: Self.colon)
        text.append(asIs: uri)
        return Self.hex(digest(algorithm, text.bytes))
    }

    /// The response of credentials, in lower-case hexadecimal.
    ///
    /// - Source: RFC 7616 §3.4.1; RFC 2617 §3.2.2.1 where there is no qop.
    package func response(ha1: String, method: Method, to credentials: DigestCredentials) -> String {
        let ha2 = ha2(method: method, uri: credentials.uri, credentials.algorithm)
        return Self.hex(response(ha1: ha1, ha2: ha2, to: credentials))
    }

    /// The bytes of the response of credentials.
    func response(ha1: String, ha2: String, to credentials: DigestCredentials) -> [UInt8] {
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
        text.append(asIs: ha2)
        return digest(credentials.algorithm, text.bytes)
    }

    private static let colon = UInt8(ascii: ":")

    /// Two lower-case characters for each byte.
    private static func hex(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = digit(byte >> 4)
                text[2 * index + 1] = digit(byte & 15)
            }
            return 2 * bytes.count
        }
    }

    /// Whether the text is these bytes in lower-case hexadecimal, found out in a time that does not tell where it is not.
    static func equal(_ text: String, hex bytes: [UInt8]) -> Bool {
        let text = text.utf8.span
        guard text.count == 2 * bytes.count else { return false }
        var difference: UInt8 = 0
        for index in bytes.indices {
            difference |= text[2 * index] ^ digit(bytes[index] >> 4)
            difference |= text[2 * index + 1] ^ digit(bytes[index] & 15)
        }
        return difference == 0
    }

    /// The character of a number of 0…15.
    static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x61 + nibble - 10 }
}

extension MessageWriter {
    /// Appends a nonce count as it is written: `0000000a`.
    mutating func append(count: UInt32) {
        for shift in stride(from: UInt32(28), through: 0, by: -4) {
            append(byte: DigestHash.digit(UInt8(truncatingIfNeeded: count >> shift) & 15))
        }
    }

    /// What needs no thought between quotes.
    private static let bareQuoted = ByteSet.opaque.union(ByteSet(" <>^`{|}"))

    /// Appends the text as a quoted string of a digest; control characters are left out.
    mutating func append(digestQuoted text: String) {
        append(byte: 0x22)
        defer { append(byte: 0x22) }
        if append(text, ifAllIn: Self.bareQuoted) { return }
        let source = text.utf8.span
        for index in source.indices {
            let byte = source[index]
            guard byte >= 0x20, byte != 0x7F else { continue }
            if byte == 0x22 || byte == 0x5C { append(byte: 0x5C) }
            append(byte: byte)
        }
    }
}
