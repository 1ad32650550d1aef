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
        guard let value = first(name)?.trimmingSpace else { return nil }
        return Int(value.prefix { $0.isASCII && $0.isNumber })
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
