/// Writes header fields into one buffer, and lets nothing through that would end a line or a value early.
///
/// A value that its place cannot hold is made harmless, not refused: in a URI it is escaped, in text a control
/// character becomes a space, in a token it is left out. So no string, wherever it came from, can add a header field.
struct MessageWriter {
    private(set) var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }

    init() {}

    init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

    /// Appends text of our own, unchecked.
    @inline(__always)
    mutating func append(_ literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    @inline(__always)
    mutating func append(byte: UInt8) { bytes.append(byte) }

    mutating func append(raw: [UInt8]) { bytes.append(contentsOf: raw) }

    /// Appends text that cannot end its line: whoever calls has made or read it so.
    @inline(__always)
    mutating func append(asIs text: String) {
        text.utf8.span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// Appends free text; control characters become spaces.
    mutating func append(text: String) {
        let source = text.utf8.span
        var isPlain = true
        for index in source.indices where Self.isControl(source[index]) { isPlain = false }
        if isPlain {
            source.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        } else {
            for byte in text.utf8 { bytes.append(Self.isControl(byte) ? 0x20 : byte) }
        }
    }

    /// Appends the bytes of the text that are in the set.
    mutating func append(_ text: String, only set: ByteSet) {
        let source = text.utf8.span
        if set.containsAll(source) {
            source.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        } else {
            for byte in text.utf8 where set.contains(byte) { bytes.append(byte) }
        }
    }

    /// Appends the text with `%` escapes for every byte outside the set.
    mutating func append(_ text: String, escapingOutside set: ByteSet) {
        let source = text.utf8.span
        if set.containsAll(source) {
            source.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
            return
        }
        for byte in text.utf8 {
            if set.contains(byte) {
                bytes.append(byte)
            } else {
                bytes.append(0x25)
                bytes.append(Self.hexDigit(byte >> 4))
                bytes.append(Self.hexDigit(byte & 15))
            }
        }
    }

    /// Appends the text as a quoted string (RFC 3261 §25.1).
    mutating func append(quoted text: String) {
        bytes.append(0x22)
        let source = text.utf8.span
        for index in source.indices {
            let byte = source[index]
            switch byte {
            case 0x22, 0x5C:
                bytes.append(0x5C)
                bytes.append(byte)
            case 0x00..<0x20, 0x7F: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }

    /// Appends a whole number in decimal; a negative one as zero.
    mutating func append(number: some BinaryInteger) { append(decimal: number < 0 ? 0 : UInt64(clamping: number)) }

    private mutating func append(decimal number: UInt64) {
        if number >= 10 { append(decimal: number / 10) }
        bytes.append(0x30 + UInt8(truncatingIfNeeded: number % 10))
    }

    private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x41 + nibble - 10 }
}
