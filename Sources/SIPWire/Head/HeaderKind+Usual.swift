extension HeaderKind {
    /// The kind of a name that is spelled and followed by its colon as nearly always, and its length: two looks at eight
    /// bytes instead of two at each. `nil` for every other name or spelling, and near the end of the bytes.
    static func usual(_ span: Span<UInt8>, at start: Int) -> (kind: HeaderKind, length: Int)? {
        guard start + 16 <= span.count else { return nil }
        let first = eight(span, start)
        if first & low(4) == word("Via:") { return (.via, 3) }
        if first & low(5) == word("From:") { return (.from, 4) }
        if first & low(3) == word("To:") { return (.to, 2) }
        if first == word("Call-ID:") { return (.callID, 7) }
        if first & low(5) == word("CSeq:") { return (.cseq, 4) }
        if first == word("Contact:") { return (.contact, 7) }
        if first == word("Max-Forw"), eight(span, start + 5) == word("orwards:") { return (.maxForwards, 12) }
        guard first == word("Content-") else { return nil }
        if eight(span, start + 7) == word("-Length:") { return (.contentLength, 14) }
        return eight(span, start + 5) == word("nt-Type:") ? (.contentType, 12) : nil
    }

    @inline(__always)
    private static func eight(_ span: Span<UInt8>, _ start: Int) -> UInt64 {
        let eight = unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
        return UInt64(littleEndian: eight)
    }

    /// All bits of the first so many bytes.
    @inline(__always)
    private static func low(_ count: UInt64) -> UInt64 { 1 << (8 * count) - 1 }

    /// Up to eight letters as they are loaded from memory.
    @inline(__always)
    private static func word(_ letters: StaticString) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<letters.utf8CodeUnitCount {
            unsafe word |= UInt64(letters.utf8Start[index]) << (8 * UInt64(index))
        }
        return word
    }
}
