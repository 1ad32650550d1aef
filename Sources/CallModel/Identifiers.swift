/// Names one call for ever: in records, logs and the store.
///
/// Sixteen hexadecimal digits of time in microseconds, a hyphen and four of chance, so that ids sort by time:
/// `0006433a2f81c400-9c41`.
package struct CallID: Hashable, Sendable, Codable, CustomStringConvertible, Comparable {
    /// The text of the id.
    package let value: String

    /// An id read back from a store or a command line.
    package init(_ value: String) { self.value = value }

    /// A new id for a call that began at `time`; `chance` keeps calls of one microsecond apart.
    package init(at time: Timestamp, chance: UInt16) {
        let (instant, digits) = (UInt64(bitPattern: time.microseconds), StaticString("0123456789abcdef"))
        value = String(unsafeUninitializedCapacity: 21) { text in
            digits.withUTF8Buffer { digits in
                for place in 0..<16 { text[place] = digits[Int(instant >> (60 - 4 * UInt64(place)) & 15)] }
                text[16] = UInt8(ascii: "-")
                for place in 0..<4 { text[17 + place] = digits[Int(chance >> (12 - 4 * UInt16(place)) & 15)] }
            }
            return 21
        }
    }

    package var description: String { value }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }

    package init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

/// Names one obligation: a row of the store, from 1.
package struct ObligationID: Hashable, Sendable, Codable, CustomStringConvertible, Comparable {
    /// The row.
    package let value: Int64

    /// The obligation with this row.
    package init(_ value: Int64) { self.value = value }

    package var description: String { "#\(value)" }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }

    package init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int64.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

/// The content hash of a configuration, as decisions and records name it: 12 hexadecimal digits of its SHA-256.
package struct ConfigurationVersion: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The digits.
    package let value: String

    /// The version with these digits.
    package init(_ value: String) { self.value = value }

    package var description: String { value }

    package init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

/// The key of a person in the configuration, such as `adams`.
package struct PersonID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The key.
    package let value: String

    /// The person with this key.
    package init(_ value: String) { self.value = value }

    package var description: String { value }

    package init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
