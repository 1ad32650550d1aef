extension Headers {
    /// The items of all comma-separated fields of this name: `Supported: timer, 100rel` has two.
    package func items(_ name: String) -> [String] {
        all(name).flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).compactMap { part in
                let item = String(part)?.trimmingSpace ?? ""
                return item.isEmpty ? nil : item
            }
        }
    }

    /// Whether one of the items of this name is this token, compared without case.
    package func lists(_ name: String, _ token: String) -> Bool {
        for index in others.indices where others[index].name.equalsIgnoringCase(name) {
            if others[index].value.utf8.span.listsItem(token.utf8.span) { return true }
        }
        return false
    }

    /// The number that the first field of this name begins with: of `Retry-After: 5 (busy)` 5.
    package func number(_ name: String) -> Int? {
        guard let value = first(name) else { return nil }
        var number: Int?
        for byte in value.utf8.drop(while: { $0 == 0x20 || $0 == 0x09 }) {
            guard ByteSet.digits.contains(byte) else { return number }
            let (tenfold, isTooLarge) = (number ?? 0).multipliedReportingOverflow(by: 10)
            let (sum, isBeyond) = tenfold.addingReportingOverflow(Int(byte - 0x30))
            guard !isTooLarge, !isBeyond else { return nil }
            number = sum
        }
        return number
    }

    /// Puts this field in the place of all others of its name.
    mutating func set(_ name: String, _ value: String) {
        if first(name) != nil { remove(name) }
        // Whoever sets one sets others: Allow, Supported, Server, Session-Expires, Require.
        if others.isEmpty { others.reserveCapacity(6) }
        others.append(HeaderField(name, value))
    }

    /// Takes all fields of this name away.
    mutating func remove(_ name: String) { others.removeAll { $0.name.equalsIgnoringCase(name) } }
}

extension Span<UInt8> {
    /// Whether one of the items between commas is `token`, without case and white space around it.
    fileprivate func listsItem(_ token: Span<UInt8>) -> Bool {
        var start = 0
        while start < count {
            while start < count, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
            var end = start
            while end < count, self[end] != UInt8(ascii: ",") { end += 1 }
            let next = end + 1
            while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
            if end - start == token.count {
                var matched = 0
                while matched < token.count, self[start + matched].asciiLowercased == token[matched].asciiLowercased {
                    matched += 1
                }
                if matched == token.count { return true }
            }
            start = next
        }
        return false
    }
}

extension Duration {
    /// Whole seconds, rounded down, for a header.
    var wholeSeconds: Int { Int(clamping: components.seconds) }
}
