/// A telephone number in E.164 form: `+`, then 7 to 15 digits (ITU-T E.164 §6).
///
/// Its ``description`` is redacted; ``e164`` is the number itself and belongs on the wire and in the store only.
package struct PhoneNumber: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The number with its `+`, such as `+16025550100`.
    package let e164: String

    /// Reads a number that is already in E.164 form; `nil` for anything else.
    package init?(e164: String) {
        let bytes = Array(e164.utf8)
        guard bytes.first == UInt8(ascii: "+"), (8...16).contains(bytes.count), bytes[1] != UInt8(ascii: "0"),
            bytes.dropFirst().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.e164 = e164
    }

    /// Reads a number as a trunk or an administrator writes it, for the North American plan and E.164.
    ///
    /// Spaces, hyphens, dots and parentheses are passed over. `+CC…` stays; ten digits get `+1`; eleven digits that
    /// begin with 1 get `+`; `011…` and `00…` become `+…`. Example: `(602) 555-0100` → `+16025550100`.
    ///
    /// - Returns: `nil` for anonymous, short codes, extensions and everything that is not such a number.
    package init?(dialled: String) {
        var digits: [UInt8] = []
        digits.reserveCapacity(24)
        var plus = false
        for byte in dialled.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "+") where digits.isEmpty && !plus: plus = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"): continue
            default: return nil
            }
        }
        if plus {
            self.init(e164: "+" + String(decoding: digits, as: UTF8.self))
        } else if digits.starts(with: "011".utf8) {
            self.init(e164: "+" + String(decoding: digits.dropFirst(3), as: UTF8.self))
        } else if digits.starts(with: "00".utf8) {
            self.init(e164: "+" + String(decoding: digits.dropFirst(2), as: UTF8.self))
        } else if digits.count == 10 {
            self.init(e164: "+1" + String(decoding: digits, as: UTF8.self))
        } else if digits.count == 11, digits[0] == UInt8(ascii: "1") {
            self.init(e164: "+" + String(decoding: digits, as: UTF8.self))
        } else {
            return nil
        }
    }

    /// The number with all but its last two digits hidden, such as `+…00`.
    package var description: String { "+…" + e164.suffix(2) }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let number = PhoneNumber(e164: text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not E.164"))
        }
        self = number
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(e164)
    }
}
