import SIP

extension HeadScan {
    /// Finds the lines. What was found before a fault stays, to be echoed.
    ///
    /// - Throws: the first fault; faults of single fields are not looked for.
    mutating func findLines() throws(Fault) {
        let bytes = bytes
        let span = bytes.span
        guard span.count <= WireLimits.message else { throw Fault(.tooLarge) }
        var index = 0
        // RFC 3261 §7.5: line ends before the start line are ignored.
        while index + 1 < span.count, span[index] == 0x0D, span[index + 1] == 0x0A { index += 2 }
        guard index < span.count else { throw Fault(.empty) }

        let end = try endOfLine(span, from: index)
        startLine = index..<end
        guard startLine.count <= WireLimits.headerBytes else { throw Fault(.headerTooLong) }
        index = end + 2
        while true {
            guard index + 1 < span.count else { throw Fault(.truncated) }
            if span[index] == 0x0D && span[index + 1] == 0x0A {
                bodyStart = index + 2
                return
            }
            index = try takeField(span, from: index)
        }
    }

    /// The position of the CRLF that ends the line; no lone CR or LF and no control character comes before it.
    private mutating func endOfLine(_ span: Span<UInt8>, from start: Int) throws(Fault) -> Int {
        var index = start
        while index < span.count {
            if index + 8 <= span.count {
                let eight = unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
                let plain = Self.plainBytes(UInt64(littleEndian: eight))
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
    private static func plainBytes(_ eight: UInt64) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let escape = eight ^ (ones &* 0x25)
        let delete = eight ^ (ones &* 0x7F)
        let found = (eight &- ones &* 0x20) & ~eight | (escape &- ones) & ~escape | (delete &- ones) & ~delete
        return (found & (ones &* 0x80)).trailingZeroBitCount / 8
    }

    /// Takes one field with the lines folded into it; the position behind it.
    private mutating func takeField(_ span: Span<UInt8>, from start: Int) throws(Fault) -> Int {
        guard fields.count < WireLimits.headers else { throw Fault(.tooManyHeaders) }
        let (kind, name, colon) = try name(span, from: start)
        var value = colon + 1
        while value < span.count, Self.isSpace(span[value]) { value += 1 }
        var lineEnd = try endOfLine(span, from: value)
        var isFolded = false
        while lineEnd + 2 < span.count, Self.isSpace(span[lineEnd + 2]) {
            isFolded = true
            lineEnd = try endOfLine(span, from: lineEnd + 2)
            guard lineEnd - start <= WireLimits.headerBytes else { throw Fault(.headerTooLong) }
        }
        guard lineEnd - start <= WireLimits.headerBytes else { throw Fault(.headerTooLong) }
        // A fold may be all that stands before or behind the value.
        while value < lineEnd, Self.isSpaceOrFold(span[value]) { value += 1 }
        var valueEnd = lineEnd
        while valueEnd > value, Self.isSpaceOrFold(span[valueEnd - 1]) { valueEnd -= 1 }
        append(Field(kind: kind, name: name, value: value..<valueEnd, isFolded: isFolded))
        return lineEnd + 2
    }

    /// The name that begins here, its kind, and where its colon stands.
    private func name(_ span: Span<UInt8>, from start: Int) throws(Fault) -> (HeaderKind, Range<Int>, colon: Int) {
        if let usual = HeaderKind.usual(span, at: start) {
            return (usual.kind, start..<start + usual.length, start + usual.length)
        }
        let token = ByteSet.token
        var end = start
        while end < span.count, token.holds(span[end]) { end += 1 }
        var colon = end
        while colon < span.count, Self.isSpace(span[colon]) { colon += 1 }
        guard end > start, colon < span.count, span[colon] == UInt8(ascii: ":") else {
            throw Fault(colon < span.count ? .headerLine : .truncated)
        }
        return (HeaderKind(span.extracting(start..<end)), start..<end, colon)
    }

    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    @inline(__always)
    private static func isSpaceOrFold(_ byte: UInt8) -> Bool { isSpace(byte) || byte == 0x0D || byte == 0x0A }
}
