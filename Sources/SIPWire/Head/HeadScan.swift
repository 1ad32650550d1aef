import SIP

/// The lines of a message head, found and measured, but not yet understood.
///
/// It is made in one pass over the bytes and holds positions only. What it lets through has CRLF at every line end,
/// no control character but the tab, and no more fields and values than ``WireLimits`` allows.
struct HeadScan {
    struct Field {
        let kind: HeaderKind
        let name: Range<Int>
        /// Without white space at both ends; line folds may be in it.
        let value: Range<Int>
        let isFolded: Bool
    }

    let bytes: [UInt8]
    var startLine = 0..<0
    var fields: [Field] = []
    /// Where the body begins.
    var bodyStart = 0
    /// Whether a `%` is anywhere in the head.
    var hasEscapes = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        fields.reserveCapacity(32)
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

    /// The field of a kind that is there once at most.
    func only(_ kind: HeaderKind) -> Field? { fields.first { $0.kind == kind } }

    /// Whether the start line is that of a request other than ACK, well enough to answer it (RFC 3261 §17.1.1.3: an
    /// ACK is never answered).
    var isAnswerableRequest: Bool {
        let line = bytes[startLine]
        guard !line.starts(with: "SIP/".utf8), let space = line.firstIndex(of: 0x20), space > line.startIndex,
            !line[..<space].elementsEqual("ACK".utf8), line[..<space].allSatisfy(ByteSet.token.contains)
        else { return false }
        return StartLine.version(at: line) != nil
    }
}
