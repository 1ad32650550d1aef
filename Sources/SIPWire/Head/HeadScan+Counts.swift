extension HeadScan {
    /// Fields that osip leaves generic and that mean nothing when there are two (each RFC says so).
    private static let singles = [
        "Expires", "Session-Expires", "Min-SE", "Refer-To", "Replaces", "RAck", "RSeq", "Event",
    ]

    /// Refuses a second value where one is allowed, and lists longer than anybody needs.
    ///
    /// osip appends to its lists in linear time each, so lengths are checked before it sees them.
    func checkCounts(others: [String]) throws(Fault) {
        var counts = [Int](repeating: 0, count: Int(HeaderKind.other.rawValue) + 1)
        for field in fields {
            counts[Int(field.kind.rawValue)] += field.kind.isList ? valueCount(field) : 1
            guard let limit = field.kind.limit, counts[Int(field.kind.rawValue)] > limit else { continue }
            throw Fault(limit == 1 ? .duplicate : .tooManyValues, field.kind.name)
        }
        for name in Self.singles {
            var seen = 0
            for other in others where other == name { seen += 1 }
            if seen > 1 { throw Fault(.duplicate, name) }
        }
    }

    /// The commas outside quotes, and one.
    private func valueCount(_ field: Field) -> Int {
        var count = 1
        var isQuoted = false
        var index = field.value.lowerBound
        while index < field.value.upperBound {
            switch bytes[index] {
            case 0x22: isQuoted.toggle()
            case 0x5C where isQuoted: index += 1
            case 0x2C where !isQuoted: count += 1
            default: break
            }
            index += 1
        }
        return count
    }
}
