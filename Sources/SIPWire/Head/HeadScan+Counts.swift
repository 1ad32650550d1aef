import SIP

/// The number of values of each kind of field.
struct ValueCounts {
    private var counts = [Int](repeating: 0, count: Int(HeaderKind.other.rawValue) + 1)

    subscript(kind: HeaderKind) -> Int {
        get { counts[Int(kind.rawValue)] }
        set { counts[Int(kind.rawValue)] = newValue }
    }
}

extension HeadScan {
    /// Fields that osip leaves generic and that mean nothing when there are two (each RFC says so).
    private static let singles = [
        "Expires", "Session-Expires", "Min-SE", "Refer-To", "Replaces", "RAck", "RSeq", "Event",
    ]

    /// Refuses a second value where one is allowed, and lists longer than anybody needs.
    ///
    /// osip appends to its lists in linear time each, so lengths are checked before it sees them.
    ///
    /// - Returns: how many values there are of each kind.
    func checkCounts(others: [HeaderField]) throws(Fault) -> ValueCounts {
        var counts = ValueCounts()
        guard separatorCount(startLine) <= WireLimits.parameters else { throw Fault(.tooManyValues) }
        for field in fields {
            if field.kind.isForOsip, separatorCount(field.value) > WireLimits.parameters {
                throw Fault(.tooManyValues, field.kind.name)
            }
            counts[field.kind] += field.kind.isList ? valueCount(field) : 1
            guard let limit = field.kind.limit, counts[field.kind] > limit else { continue }
            throw Fault(limit == 1 ? .duplicate : .tooManyValues, field.kind.name)
        }
        for name in Self.singles {
            var seen = 0
            for other in others where other.name == name { seen += 1 }
            if seen > 1 { throw Fault(.duplicate, name) }
        }
        return counts
    }

    /// The `;` and `&`, wherever they stand: osip and we may not agree on what is quoted.
    private func separatorCount(_ range: Range<Int>) -> Int {
        let span = bytes.span
        var count = 0
        for index in range where span[index] == 0x3B || span[index] == 0x26 { count += 1 }
        return count
    }

    /// The commas outside quotes and angle brackets, and one.
    private func valueCount(_ field: Field) -> Int {
        var count = 1
        var isQuoted = false
        var isBracketed = false
        var index = field.value.lowerBound
        while index < field.value.upperBound {
            switch bytes[index] {
            case 0x22 where !isBracketed: isQuoted.toggle()
            case 0x5C where isQuoted: index += 1
            case UInt8(ascii: "<") where !isQuoted: isBracketed = true
            case UInt8(ascii: ">") where !isQuoted: isBracketed = false
            case UInt8(ascii: ",") where !isQuoted && !isBracketed: count += 1
            default: break
            }
            index += 1
        }
        return count
    }
}
