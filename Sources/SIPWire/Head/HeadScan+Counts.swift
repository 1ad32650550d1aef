import SIP

/// The number of values of each kind of field.
struct ValueCounts {
    private var counts = InlineArray<12, Int>(repeating: 0)

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
        guard hasFewParameters(startLine) else { throw Fault(.tooManyValues) }
        for field in fields {
            if field.kind.isForOsip, !hasFewParameters(field.value) { throw Fault(.tooManyValues, field.kind.name) }
            counts[field.kind] += field.kind.isList ? valueCount(field.value) : 1
            guard let limit = field.kind.limit, counts[field.kind] > limit else { continue }
            throw Fault(limit == 1 ? .duplicate : .tooManyValues, field.kind.name)
        }
        guard others.count > 1 else { return counts }
        for name in Self.singles {
            var seen = 0
            for other in others where other.name == name { seen += 1 }
            if seen > 1 { throw Fault(.duplicate, name) }
        }
        return counts
    }

    /// Whether there are no more `;` and `&` than allowed, wherever they stand: osip and we may not agree on what is
    /// quoted. So few bytes that they cannot be too many need no look.
    private func hasFewParameters(_ range: Range<Int>) -> Bool {
        guard range.count > WireLimits.parameters else { return true }
        let span = bytes.span
        var count = 0
        for index in range where span[index] == 0x3B || span[index] == 0x26 { count += 1 }
        return count <= WireLimits.parameters
    }

    /// The commas between values, and one.
    private func valueCount(_ range: Range<Int>) -> Int {
        let span = bytes.span
        var first = range.lowerBound
        while first < range.upperBound, span[first] != UInt8(ascii: ",") { first += 1 }
        guard first < range.upperBound else { return 1 }
        var splitter = ValueSplitter()
        var count = 1
        for index in range where splitter.isSeparator(span[index]) { count += 1 }
        return count
    }
}
