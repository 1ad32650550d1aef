import SIP

/// The lines of a message head, found and measured, but not yet understood.
///
/// It is made in one pass over the bytes and holds positions only. What it lets through has CRLF at every line end,
/// no control character but the tab, and no more fields and values than ``WireLimits`` allows.
struct HeadScan {
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
    var startLine = 0..<0
    private(set) var fields: [Field] = []
    /// The place of the first field of each kind; ``none`` when there is none.
    private var firsts = InlineArray<12, UInt8>(repeating: Self.none)
    /// Where the body begins.
    var bodyStart = 0
    /// Whether a `%` is anywhere in the head.
    var hasEscapes = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        fields.reserveCapacity(24)
    }

    private static let none = UInt8.max

    mutating func append(_ field: Field) {
        let kind = Int(field.kind.rawValue)
        if firsts[kind] == Self.none { firsts[kind] = UInt8(clamping: fields.count) }
        fields.append(field)
    }

    /// The value of a field, unfolded (RFC 3261 §7.3.1: a fold is one space).
    func text(_ field: Field) -> String {
        field.isFolded
            ? String(decoding: unfolded(field), as: UTF8.self) : String(decoding: bytes[field.value], as: UTF8.self)
    }

    /// The value of a field as bytes, unfolded.
    func unfolded(_ field: Field) -> [UInt8] {
        var value: [UInt8] = []
        var index = field.value.lowerBound
        while index < field.value.upperBound {
            if bytes[index] == 0x0D {
                while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
                index += 2
                while index < field.value.upperBound, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
                value.append(0x20)
            } else {
                value.append(bytes[index])
                index += 1
            }
        }
        return value
    }

    /// The first field of a kind: the only one, of a kind that may be there once.
    func only(_ kind: HeaderKind) -> Field? {
        let first = firsts[Int(kind.rawValue)]
        return first == Self.none ? nil : fields[Int(first)]
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
