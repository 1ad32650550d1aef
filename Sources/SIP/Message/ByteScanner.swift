/// A cursor over the bytes of one header field value or URI.
struct ByteScanner {
    private let bytes: [UInt8]
    private(set) var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Moves over this byte if it is the next one.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let next = peek, UInt32(next) == character.value else { return false }
        index += 1
        return true
    }

    /// Moves over the bytes of the set; the text of them, or `nil` when there are none.
    mutating func take(_ set: ByteSet) -> String? {
        let range = takeRange(set)
        return range.isEmpty ? nil : text(range)
    }

    /// Moves up to, not over, the first byte of the set, or to the end; the text passed.
    mutating func take(until set: ByteSet) -> String { text(takeRange(until: set)) }

    /// Moves over the bytes of the set; where they are.
    mutating func takeRange(_ set: ByteSet) -> Range<Int> {
        let start = index
        while index < bytes.count, set.contains(bytes[index]) { index += 1 }
        return start..<index
    }

    /// Moves up to, not over, the first byte of the set, or to the end; what was passed.
    mutating func takeRange(until set: ByteSet) -> Range<Int> {
        let start = index
        while index < bytes.count, !set.contains(bytes[index]) { index += 1 }
        return start..<index
    }

    /// Moves over spaces and tabs.
    mutating func skipSpace() {
        while let next = peek, next == 0x20 || next == 0x09 { index += 1 }
    }

    /// Moves over `character` with white space around it, as SEMI, COMMA, EQUAL of RFC 3261 §25.1.
    mutating func takeSeparator(_ character: Unicode.Scalar) -> Bool {
        let start = index
        skipSpace()
        guard take(character) else {
            index = start
            return false
        }
        skipSpace()
        return true
    }

    /// Moves over a quoted string; its text without quotes and backslashes, or `nil` when it does not end.
    mutating func takeQuoted() -> String? { takeQuotedRange().map(unquoted) }

    /// Moves over a quoted string; what stands between its quotes, or `nil` when it does not end.
    mutating func takeQuotedRange() -> Range<Int>? {
        guard take("\"") else { return nil }
        guard let end = quotedEnd else { return nil }
        defer { index = end + 1 }
        return index..<end
    }

    /// Where the quote is that ends what begins here.
    private var quotedEnd: Int? {
        let span = bytes.span
        var end = index
        while end < span.count, span[end] != 0x22 {
            if span[end] == 0x5C {
                end += 1
                guard end < span.count, span[end] < 0x80 else { return nil }
            }
            end += 1
        }
        return end < span.count ? end : nil
    }

    /// The text of what stands between quotes, without its backslashes.
    func unquoted(_ range: Range<Int>) -> String {
        guard bytes[range].contains(0x5C) else { return text(range) }
        var unquoted: [UInt8] = []
        var isEscaped = false
        for byte in bytes[range] {
            isEscaped = byte == 0x5C && !isEscaped
            if !isEscaped { unquoted.append(byte) }
        }
        return String(decoding: unquoted, as: UTF8.self)
    }

    /// Whether this byte comes before the end or the first byte of the set, from here on.
    func finds(_ character: Unicode.Scalar, before set: ByteSet) -> Bool {
        for byte in bytes[index...] {
            if UInt32(byte) == character.value { return true }
            if set.contains(byte) { return false }
        }
        return false
    }

    /// Moves back to an earlier ``index``.
    mutating func rewind(to earlier: Int) { index = earlier }

    /// The bytes of a range that was passed.
    func slice(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

    /// The text of a range that was passed.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

/// The `%` escapes of URIs (RFC 3261 §19.1.2).
package enum URIEscape {
    /// The text with its escapes replaced by what they stand for.
    ///
    /// - Returns: `nil` for an escape without two hexadecimal digits, for characters outside `allowed`, and for escapes
    ///   that are not UTF-8 together: the value is exact or refused.
    package static func decode(_ text: String, allowed: ByteSet) -> String? {
        allowed.containsAll(text) ? text : decodeEscapes(text.utf8, allowed)
    }

    /// ``decode(_:allowed:)`` of bytes.
    package static func decode(_ bytes: ArraySlice<UInt8>, allowed: ByteSet) -> String? {
        allowed.containsAll(bytes) ? String(decoding: bytes, as: UTF8.self) : decodeEscapes(bytes, allowed)
    }

    private static func decodeEscapes(_ text: some Sequence<UInt8>, _ allowed: ByteSet) -> String? {
        var decoded: [UInt8] = []
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            if byte == 0x25 {
                guard let high = iterator.next().flatMap(hexValue), let low = iterator.next().flatMap(hexValue) else {
                    return nil
                }
                decoded.append(high << 4 | low)
            } else {
                guard allowed.contains(byte) else { return nil }
                decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
