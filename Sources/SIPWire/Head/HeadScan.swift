import SIP

/// The lines of a message head, found and measured, but not yet understood.
///
/// It is made in one pass over the bytes and holds positions only. What it lets through has CRLF at every line end,
/// no control character but the tab, and no more fields and values than ``WireLimits`` allows.
struct HeadScan: ~Copyable {
    struct Field {
        let kind: HeaderKind
        let isFolded: Bool
        // 32 bits hold every position of ``WireLimits/message``, and keep the fields of a message in one small block.
        private let nameStart: UInt32
        private let nameEnd: UInt32
        private let valueStart: UInt32
        private let valueEnd: UInt32

        init(kind: HeaderKind, name: Range<Int>, value: Range<Int>, isFolded: Bool) {
            self.kind = kind
            self.isFolded = isFolded
            nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
            nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
            valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
            valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        }

        var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
        /// Without white space at both ends; line folds may be in it.
        var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    }

    let bytes: [UInt8]
    /// Whether values of the usual shape are read where they stand, without osip.
    let hasShortcut: Bool
    var startLine = 0..<0
    private(set) var fields: [Field] = []
    /// The place of the first field of each kind, and how many there are.
    private var places = InlineArray<12, (first: UInt8, count: UInt8)>(repeating: (0, 0))
    /// Where the body begins.
    var bodyStart = 0
    /// Whether a `%` is anywhere in the head.
    var hasEscapes = false

    init(_ bytes: [UInt8], hasShortcut: Bool) {
        self.bytes = bytes
        self.hasShortcut = hasShortcut
        fields.reserveCapacity(24)
    }

    mutating func append(_ field: Field) {
        let kind = Int(field.kind.rawValue)
        if places[kind].count == 0 { places[kind].first = UInt8(clamping: fields.count) }
        places[kind].count += 1
        fields.append(field)
    }

    /// How many fields of a kind there are; no more than ``WireLimits/headers``.
    func count(_ kind: HeaderKind) -> Int { Int(places[Int(kind.rawValue)].count) }

    /// The first field of a kind: the only one, of a kind that may be there once.
    func only(_ kind: HeaderKind) -> Field? {
        let place = places[Int(kind.rawValue)]
        return place.count == 0 ? nil : fields[Int(place.first)]
    }

    /// The value of a field, unfolded (RFC 3261 §7.3.1: a fold is one space).
    func text(_ field: Field) -> String {
        field.isFolded ? String(decoding: unfolded(field), as: UTF8.self) : text(field.value)
    }

    /// The text of bytes that may be UTF-8.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The value of a field as bytes, unfolded.
    func unfolded(_ field: Field) -> [UInt8] { Self.unfolded(bytes, field.value) }

    /// These bytes, unfolded.
    static func unfolded(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
        var value: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == 0x0D {
                while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
                index += 2
                while index < range.upperBound, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
                value.append(0x20)
            } else {
                value.append(bytes[index])
                index += 1
            }
        }
        return value
    }

    /// Whether the start line is that of a request other than ACK, well enough to answer it (RFC 3261 §17.1.1.3: an
    /// ACK is never answered).
    var isAnswerableRequest: Bool {
        let line = bytes[startLine]
        guard !line.starts(with: "SIP/".utf8), let space = line.firstIndex(of: 0x20), space > line.startIndex,
            !line[..<space].elementsEqual("ACK".utf8), line[..<space].allSatisfy(ByteSet.token.holds)
        else { return false }
        return StartLine.version(at: line) != nil
    }
}
