/// Writes header fields into one buffer, and lets nothing through that would end a line or a value early.
///
/// A value that its place cannot hold is made harmless, not refused: in a URI it is escaped, in text a control
/// character becomes a space, in a token it is left out. So no string, wherever it came from, can add a header field.
///
/// Each value is checked while it is copied. The buffer is the writer's own and no array: a message is some fifty
/// pieces, and an array asks at each whether anybody else has it.
struct MessageWriter: ~Copyable {
    // SAFETY: allocated and freed by this value alone, which cannot be copied; `count <= capacity` always, and what is
    // below `count` is initialised. Nothing hands the pointer out.
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0

    /// An empty one, with room for so many bytes; it grows when they are not enough.
    init(reserving capacity: Int = 96) {
        self.capacity = max(capacity, 16)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// What was written.
    var bytes: [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

    /// What was written, as text.
    var text: String { String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }

    /// Appends text of our own, unchecked.
    @inline(__always)
    mutating func append(_ literal: StaticString) {
        literal.withUTF8Buffer { append(copying: $0) }
    }

    /// Appends a byte, unchecked.
    @inline(__always)
    mutating func append(byte: UInt8) {
        reserve(1)
        base[count] = byte
        count += 1
    }

    /// Appends bytes, unchecked.
    mutating func append(raw: [UInt8]) { raw.withUnsafeBufferPointer { append(copying: $0) } }

    /// Appends bytes that were proven when they were read.
    mutating func append(_ proven: [UInt8], _ range: Range<Int>) {
        proven.span.extracting(range).withUnsafeBufferPointer { append(copying: $0) }
    }

    /// Appends text that cannot end its line: whoever calls has made or read it so.
    mutating func append(asIs text: String) { text.utf8.span.withUnsafeBufferPointer { append(copying: $0) } }

    /// Appends free text; control characters become spaces.
    mutating func append(text: String) {
        let source = text.utf8.span
        reserve(source.count)
        for index in source.indices {
            let byte = source[index]
            base[count] = Self.isControl(byte) ? 0x20 : byte
            count += 1
        }
    }

    /// Appends the bytes of the text that are in the set.
    mutating func append(_ text: String, only set: ByteSet) {
        if append(text, ifAllIn: set) { return }
        for byte in text.utf8 where set.contains(byte) { append(byte: byte) }
    }

    /// Appends the text with `%` escapes for every byte outside the set.
    mutating func append(_ text: String, escapingOutside set: ByteSet) {
        if append(text, ifAllIn: set) { return }
        for byte in text.utf8 {
            if set.contains(byte) {
                append(byte: byte)
            } else {
                append(byte: 0x25)
                append(byte: Self.hexDigit(byte >> 4))
                append(byte: Self.hexDigit(byte & 15))
            }
        }
    }

    /// Appends the text when all of it is in the set.
    ///
    /// - Returns: whether it was; nothing is appended otherwise.
    mutating func append(_ text: String, ifAllIn set: ByteSet) -> Bool {
        let source = text.utf8.span
        reserve(source.count)
        // To the end whatever comes, because hardly any text has something else in it: that spares a branch for each.
        let (low, high, end) = (set.low, set.high, base + count)
        var (allIn, all): (UInt64, UInt8) = (1, 0)
        for index in source.indices {
            let byte = source[unchecked: index]
            allIn &= (byte & 64 == 0 ? low : high) &>> UInt64(byte & 63)
            all |= byte
            end[index] = byte
        }
        guard allIn == 1, all < 128 else { return false }
        count += source.count
        return true
    }

    /// Appends the text as a quoted string (RFC 3261 §25.1).
    mutating func append(quoted text: String) {
        append(byte: 0x22)
        let source = text.utf8.span
        for index in source.indices {
            let byte = source[index]
            switch byte {
            case 0x22, 0x5C:
                append(byte: 0x5C)
                append(byte: byte)
            case 0x00..<0x20, 0x7F: append(byte: 0x20)
            default: append(byte: byte)
            }
        }
        append(byte: 0x22)
    }

    /// Appends a whole number in decimal; a negative one as zero.
    @inline(__always)
    mutating func append(number: some BinaryInteger) { append(decimal: number < 0 ? 0 : UInt64(clamping: number)) }

    private mutating func append(decimal number: UInt64) {
        var digits = 1
        var rest = number / 10
        while rest > 0 {
            digits += 1
            rest /= 10
        }
        reserve(digits)
        rest = number
        for place in stride(from: count + digits - 1, through: count, by: -1) {
            base[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }

    @inline(__always)
    private mutating func append(copying source: UnsafeBufferPointer<UInt8>) {
        guard let start = source.baseAddress else { return }
        reserve(source.count)
        (base + count).update(from: start, count: source.count)
        count += source.count
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if more > capacity - count { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        capacity = max(2 * capacity, count + more)
        let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        wider.update(from: base, count: count)
        base.deallocate()
        base = wider
    }

    private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x41 + nibble - 10 }
}
