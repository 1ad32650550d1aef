/// A set of ASCII bytes, for the character classes of RFC 3261 §25.1.
package struct ByteSet: Sendable {
    /// The characters 0…63, one bit each.
    package let low: UInt64
    /// The characters 64…127, one bit each.
    package let high: UInt64

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The ASCII characters of this text; anything else in it is left out.
    package init(_ characters: String) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for byte in characters.utf8 where byte < 128 {
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
        }
        self.init(low: low, high: high)
    }

    /// Whether the byte is one of the set. Bytes from 128 never are.
    @inline(__always)
    package func contains(_ byte: UInt8) -> Bool {
        if byte < 64 { return low &>> UInt64(byte) & 1 == 1 }
        return byte < 128 && high &>> UInt64(byte &- 64) & 1 == 1
    }

    /// Whether every byte of the text is one of the set.
    package func containsAll(_ text: String) -> Bool { containsAll(text.utf8.span) }

    /// Whether every one of the bytes is one of the set.
    package func containsAll(_ bytes: ArraySlice<UInt8>) -> Bool { containsAll(bytes.span) }

    /// Whether every one of the bytes is one of the set.
    func containsAll(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where !contains(bytes[index]) { return false }
        return true
    }

    /// Either set.
    package func union(_ other: ByteSet) -> ByteSet { ByteSet(low: low | other.low, high: high | other.high) }
}

extension ByteSet {
    private static let alphanumeric = ByteSet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    private static let unreserved = alphanumeric.union(ByteSet("-_.!~*'()"))

    /// `token`: methods, header names, tags, branches.
    package static let token = alphanumeric.union(ByteSet("-.!%*_+`'~"))
    /// `word`: each half of a Call-ID.
    package static let word = token.union(ByteSet("()<>:\\\"/[]?{}"))
    /// What a URI's user part holds without an escape.
    package static let user = unreserved.union(ByteSet("&=+$,;?/"))
    /// What a URI's password holds without an escape.
    package static let password = unreserved.union(ByteSet("&=+$,"))
    /// What a URI parameter's name or value holds without an escape.
    package static let uriParameter = unreserved.union(ByteSet("[]/:&+$"))
    /// What the header part of a URI holds, escapes included.
    package static let uriHeaders = unreserved.union(ByteSet("[]/?:+$&=%"))
    /// What a URI of another scheme holds, escapes included.
    package static let opaque = unreserved.union(ByteSet(";/?:@&=+$,%[]#"))
    /// A host name or an IPv4 address; the underscore is not of the RFC, but of the field.
    package static let hostName = alphanumeric.union(ByteSet("-._"))
    /// An IPv6 address without its brackets.
    package static let ipv6 = ByteSet("0123456789abcdefABCDEF:.")
    /// What a header parameter's value holds without quotes. Wider than `token / host`: tags such as `SD12==` exist,
    /// and must go back exactly as they came.
    package static let bareValue = token.union(ByteSet("[]:/=@()?{}$&|#^"))
    /// The digits.
    package static let digits = ByteSet("0123456789")
    /// A URI scheme.
    package static let scheme = alphanumeric.union(ByteSet("+-."))
}

extension String {
    /// Whether both texts are the same but for the case of ASCII letters.
    package func equalsIgnoringCase(_ other: String) -> Bool { equalsIgnoringCase(other.utf8.span) }

    /// ``equalsIgnoringCase(_:)`` for bytes.
    func equalsIgnoringCase(_ right: Span<UInt8>) -> Bool {
        let left = utf8.span
        guard left.count == right.count else { return false }
        for index in left.indices where left[index].asciiLowercased != right[index].asciiLowercased { return false }
        return true
    }

    /// Whether a colon is in it, as in an IPv6 address.
    package var hasColon: Bool {
        let bytes = utf8.span
        for index in bytes.indices where bytes[index] == UInt8(ascii: ":") { return true }
        return false
    }

    /// The text with ASCII capitals made small; itself when there are none.
    package var asciiLowercased: String {
        let bytes = utf8.span
        var hasCapital = false
        for index in bytes.indices where bytes[index] != bytes[index].asciiLowercased { hasCapital = true }
        guard hasCapital else { return self }
        return String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self)
    }

    /// The text with small ASCII letters made capitals; itself when there are none.
    package var asciiUppercased: String {
        let bytes = utf8.span
        var hasSmall = false
        for index in bytes.indices where bytes[index] >= 0x61 && bytes[index] <= 0x7A { hasSmall = true }
        guard hasSmall else { return self }
        return String(decoding: utf8.map { $0 >= 0x61 && $0 <= 0x7A ? $0 & 0xDF : $0 }, as: UTF8.self)
    }
}

extension UInt8 {
    /// The small letter of an ASCII capital; itself otherwise.
    @inline(__always)
    package var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
