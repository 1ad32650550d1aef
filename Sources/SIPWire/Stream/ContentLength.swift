import SIP

/// The Content-Length of a head that is not parsed yet, and may never be.
enum ContentLength {
    /// Finds the one Content-Length, in either form, folded or not.
    ///
    /// - Parameter head: from the start line to the empty line, both included.
    static func find(in head: ArraySlice<UInt8>) throws(StreamFramer.Failure) -> Int {
        var found: Int?
        var line = head.startIndex
        while line < head.endIndex {
            var end = nextLine(in: head, after: line)
            while end < head.endIndex, head[end] == 0x20 || head[end] == 0x09 { end = nextLine(in: head, after: end) }
            if let value = value(of: head[line..<end]) {
                guard found == nil else { throw .contentLengthRepeated }
                guard let length = number(value) else { throw .contentLengthInvalid }
                found = length
            }
            line = end
        }
        guard let found else { throw .contentLengthMissing }
        return found
    }

    /// The position behind the CRLF that ends the line at `start`.
    private static func nextLine(in head: ArraySlice<UInt8>, after start: Int) -> Int {
        var index = start
        while index + 1 < head.endIndex {
            if head[index] == 0x0D && head[index + 1] == 0x0A { return index + 2 }
            index += 1
        }
        return head.endIndex
    }

    /// The value of the field if it is Content-Length.
    private static func value(of field: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let first = field.first, first.asciiLowercased == 0x63 || first.asciiLowercased == 0x6C,
            let colon = field.firstIndex(of: 0x3A)
        else { return nil }
        let name = field[..<colon].prefix { $0 != 0x20 && $0 != 0x09 }
        guard HeaderKind(name.span) == .contentLength else { return nil }
        return field[(colon + 1)...]
    }

    /// Digits with white space and line folds around them, at most nine.
    private static func number(_ value: ArraySlice<UInt8>) -> Int? {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        let digits = value.drop(while: isSpace).prefix { !isSpace($0) }
        guard (1...9).contains(digits.count), value[digits.endIndex...].allSatisfy(isSpace) else { return nil }
        var number = 0
        for digit in digits {
            guard ByteSet.digits.holds(digit) else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }
}
