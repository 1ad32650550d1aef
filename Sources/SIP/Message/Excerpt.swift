/// A piece of the bytes that a message came in: ASCII, looked at once when it was read, and never copied.
///
/// A message is some thirty short texts, of which most are never asked for, or only to be sent on as they came. A value
/// that stands in the bytes costs no memory of its own and is copied by counting one reference.
struct Excerpt: Sendable {
    let bytes: [UInt8]
    // 16 bits hold every position that ``PlainReader`` looks at.
    private let first: UInt16
    private let behind: UInt16

    /// The bytes of a range that lies within them and below ``limit``.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        first = UInt16(truncatingIfNeeded: range.lowerBound)
        behind = UInt16(truncatingIfNeeded: range.upperBound)
    }

    /// Behind the last position that an excerpt may have.
    static let limit = Int(UInt16.max)

    var range: Range<Int> { Int(first)..<Int(behind) }

    var isEmpty: Bool { first == behind }

    func text(_ range: Range<Int>) -> String { bytes.asciiText(range) }

    static func == (left: Self, right: Self) -> Bool { left.bytes.isSame(left.range, as: right.bytes, right.range) }
}

extension [UInt8] {
    /// The text of bytes that are known to be ASCII, so that nothing has to be validated.
    package func asciiText(_ range: Range<Int>) -> String {
        String(copying: UTF8Span(unchecked: span.extracting(range), isKnownASCII: true))
    }

    /// Whether these bytes are those of another array.
    func isSame(_ range: Range<Int>, as other: [UInt8], _ otherRange: Range<Int>) -> Bool {
        span.extracting(range).isSame(other.span.extracting(otherRange))
    }
}

extension Span<UInt8> {
    /// Whether these bytes are those.
    func isSame(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}
