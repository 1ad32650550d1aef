import SIP

extension HeadScan {
    /// Finds the lines. What was found before a fault stays, to be echoed.
    ///
    /// - Throws: the first fault; faults of single fields are not looked for.
    mutating func findLines() throws(Fault) {
        guard bytes.count <= WireLimits.message else { throw Fault(.tooLarge) }
        var index = 0
        // RFC 3261 §7.5: line ends before the start line are ignored.
        while index + 1 < bytes.count, bytes[index] == 0x0D, bytes[index + 1] == 0x0A { index += 2 }
        guard index < bytes.count else { throw Fault(.empty) }

        let end = try endOfLine(from: index)
        startLine = index..<end
        guard startLine.count <= WireLimits.headerBytes else { throw Fault(.headerTooLong) }
        index = end + 2
        while true {
            guard index + 1 < bytes.count else { throw Fault(.truncated) }
            if bytes[index] == 0x0D && bytes[index + 1] == 0x0A {
                bodyStart = index + 2
                return
            }
            index = try takeField(from: index)
        }
    }

    /// The position of the CRLF that ends the line; no lone CR or LF and no control character comes before it.
    private mutating func endOfLine(from start: Int) throws(Fault) -> Int {
        let bytes = bytes
        let span = bytes.span
        var index = start
        while index < span.count {
            if index + 8 <= span.count {
                let eight = unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
                let plain = plainBytes(UInt64(littleEndian: eight))
                index += plain
                guard plain < 8 else { continue }
            }
            let byte = span[index]
            switch byte {
            case 0x0D:
                guard index + 1 < span.count else { throw Fault(.truncated) }
                guard span[index + 1] == 0x0A else { throw Fault(.lineEnding) }
                return index
            case 0x0A: throw Fault(.lineEnding)
            case 0x25: hasEscapes = true
            case 0x00..<0x20 where byte != 0x09, 0x7F: throw Fault(.controlCharacter)
            default: break
            }
            index += 1
        }
        throw Fault(.truncated)
    }

    /// How many of eight bytes, the lowest first, come before a control character, `%` or DEL. Few of a head are any of
    /// them, and looking at eight together takes a fifth of the work: where a byte is below the constant, or is it,
    /// subtracting borrows into its highest bit. A borrow can only come from such a byte, so the lowest is one.
    @inline(__always)
    private func plainBytes(_ eight: UInt64) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let escape = eight ^ (ones &* 0x25)
        let delete = eight ^ (ones &* 0x7F)
        let found = (eight &- ones &* 0x20) & ~eight | (escape &- ones) & ~escape | (delete &- ones) & ~delete
        return (found & (ones &* 0x80)).trailingZeroBitCount / 8
    }

    /// Takes one field with the lines folded into it; the position behind it.
    private mutating func takeField(from start: Int) throws(Fault) -> Int {
        guard fields.count < WireLimits.headers else { throw Fault(.tooManyHeaders) }
        let bytes = bytes
        let span = bytes.span
        let token = ByteSet.token
        var nameEnd = start
        while nameEnd < span.count, token.holds(span[nameEnd]) { nameEnd += 1 }
        var colon = nameEnd
        while colon < bytes.count, bytes[colon] == 0x20 || bytes[colon] == 0x09 { colon += 1 }
        guard nameEnd > start, colon < bytes.count, bytes[colon] == UInt8(ascii: ":") else {
            throw Fault(colon < bytes.count ? .headerLine : .truncated)
        }
        var lineEnd = try endOfLine(from: colon + 1)
        var isFolded = false
        while lineEnd + 2 < bytes.count, bytes[lineEnd + 2] == 0x20 || bytes[lineEnd + 2] == 0x09 {
            isFolded = true
            lineEnd = try endOfLine(from: lineEnd + 2)
            guard lineEnd - start <= WireLimits.headerBytes else { throw Fault(.headerTooLong) }
        }
        guard lineEnd - start <= WireLimits.headerBytes else { throw Fault(.headerTooLong) }
        append(
            Field(
                kind: HeaderKind(span.extracting(start..<nameEnd)), name: start..<nameEnd,
                value: trimmed(colon + 1..<lineEnd), isFolded: isFolded))
        return lineEnd + 2
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        let bytes = bytes.span
        var (lower, upper) = (range.lowerBound, range.upperBound)
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        while lower < upper, isSpace(bytes[lower]) { lower += 1 }
        while upper > lower, isSpace(bytes[upper - 1]) { upper -= 1 }
        return lower..<upper
    }
}
