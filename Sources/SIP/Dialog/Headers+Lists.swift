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
        items(name).contains { $0.equalsIgnoringCase(token) }
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
        remove(name)
        others.append(HeaderField(name, value))
    }

    /// Takes all fields of this name away.
    mutating func remove(_ name: String) { others.removeAll { $0.name.equalsIgnoringCase(name) } }
}

extension Duration {
    /// Whole seconds, rounded down, for a header.
    var wholeSeconds: Int { Int(clamping: components.seconds) }
}
