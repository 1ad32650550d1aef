/// A cursor over the lines of a body, and over the words of the line it is in.
///
/// Texts are made only of what is asked for: a body has some thirty words, of which most fit into a string without
/// memory of its own.
struct SDPReader: ~Copyable {
    private let bytes: [UInt8]
    private var next = 0
    private var index = 0
    private var end = 0
    /// Whether the line has no byte above 127, so that its texts need no validation.
    private var isASCII = true

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Moves to the value of the next line that is not empty; its letter, 0 for what is no line of a letter and `=`.
    mutating func nextLine() -> UInt8? {
        guard let line = line(from: next) else { return nil }
        (index, end, next, isASCII) = (line.value.lowerBound, line.value.upperBound, line.end, line.isASCII)
        return line.type
    }

    private func line(from start: Int) -> (type: UInt8, value: Range<Int>, end: Int, isASCII: Bool)? {
        let span = bytes.span
        var first = start
        while first < span.count, Self.endsLine(span[first]) { first += 1 }
        guard first < span.count else { return nil }
        var (end, bits): (Int, UInt8) = (first, 0)
        while end < span.count {
            let byte = span[end]
            if Self.endsLine(byte) { break }
            bits |= byte
            end += 1
        }
        guard end - first >= 2, span[first + 1] == UInt8(ascii: "=") else { return (0, first..<end, end, bits < 0x80) }
        var (lower, upper) = (first + 2, end)
        while upper > lower, span[upper - 1] == 0x20 || span[upper - 1] == 0x09 { upper -= 1 }
        while lower < upper, span[lower] == 0x20 { lower += 1 }
        return (span[first], lower..<upper, end, bits < 0x80)
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
        return range.isEmpty ? nil : text(range.lowerBound..<position(of: UInt8(ascii: "/"), in: range))
    }

    /// The next word up to its first slash as a port; `nil` when it is none.
    mutating func portBeforeSlash() -> UInt16? {
        let range = wordRange()
        let digits = bytes.span.extracting(range.lowerBound..<position(of: UInt8(ascii: "/"), in: range))
        return digits.wholeNumber.flatMap { UInt16(exactly: $0) }
    }

    /// Moves up to, not over, the byte, or to the end of the line; the text passed.
    mutating func take(until byte: UInt8) -> String {
        let start = index
        index = position(of: byte, in: start..<end)
        return text(start..<index)
    }

    private mutating func wordRange() -> Range<Int> {
        while index < end, bytes[index] == 0x20 { index += 1 }
        let start = index
        index = position(of: 0x20, in: start..<end)
        return start..<index
    }

    /// Where the byte stands, or the end of the range.
    private func position(of byte: UInt8, in range: Range<Int>) -> Int {
        let span = bytes.span.extracting(range)
        var count = 0
        while count < span.count, span[count] != byte { count += 1 }
        return range.lowerBound + count
    }

    private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0D || byte == 0x0A }

    private func text(_ range: Range<Int>) -> String {
        isASCII ? bytes.asciiText(range) : String(decoding: bytes[range], as: UTF8.self)
    }
}

extension Span<UInt8> {
    /// The number that these digits are, all of them; `nil` without a digit, with anything else, and beyond nine digits.
    package var wholeNumber: Int? {
        guard count > 0, count <= 9 else { return nil }
        var number = 0
        for index in indices {
            guard self[index] >= 0x30, self[index] <= 0x39 else { return nil }
            number = number * 10 + Int(self[index] - 0x30)
        }
        return number
    }
}
