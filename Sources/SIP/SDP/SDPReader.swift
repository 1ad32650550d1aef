/// A cursor over the lines of a body, and over the words of the line it is in.
///
/// Texts are made only of what is asked for: a body has some thirty words, of which most fit into a string without
/// memory of its own.
struct SDPReader {
    private let bytes: [UInt8]
    private var next = 0
    private var index = 0
    private var end = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Moves to the value of the next line that is not empty; its letter, 0 for what is no line of a letter and `=`.
    mutating func nextLine() -> UInt8? {
        let bytes = bytes
        let span = bytes.span
        while next < span.count, Self.endsLine(span[next]) { next += 1 }
        guard next < span.count else { return nil }
        index = next
        while next < span.count, !Self.endsLine(span[next]) { next += 1 }
        end = next
        guard end - index >= 2, span[index + 1] == UInt8(ascii: "=") else { return 0 }
        let type = span[index]
        index += 2
        while end > index, span[end - 1] == 0x20 || span[end - 1] == 0x09 { end -= 1 }
        while index < end, span[index] == 0x20 { index += 1 }
        return type
    }

    var isAtEnd: Bool { index == end }

    /// What is left of the line.
    var rest: String { text(index..<end) }

    /// What is left of the line behind the byte that the cursor is at.
    var restBehindOne: String { text(min(index + 1, end)..<end) }

    /// The next word; `nil` at the end of the line.
    mutating func word() -> String? {
        let range = wordRange()
        return range.isEmpty ? nil : text(range)
    }

    /// The next word up to its first slash: `49170` of `49170/2`; `nil` at the end of the line.
    mutating func wordBeforeSlash() -> String? {
        let range = wordRange()
        guard !range.isEmpty else { return nil }
        let bytes = bytes
        let span = bytes.span
        var slash = range.lowerBound
        while slash < range.upperBound, span[slash] != UInt8(ascii: "/") { slash += 1 }
        return text(range.lowerBound..<slash)
    }

    /// Moves up to, not over, the byte, or to the end of the line; the text passed.
    mutating func take(until byte: UInt8) -> String {
        let bytes = bytes
        let span = bytes.span
        let start = index
        while index < end, span[index] != byte { index += 1 }
        return text(start..<index)
    }

    private mutating func wordRange() -> Range<Int> {
        let bytes = bytes
        let span = bytes.span
        while index < end, span[index] == 0x20 { index += 1 }
        let start = index
        while index < end, span[index] != 0x20 { index += 1 }
        return start..<index
    }

    private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0D || byte == 0x0A }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
