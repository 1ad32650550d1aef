/// A telephone number in E.164 form: `+`, then 7 to 15 digits (ITU-T E.164 §6).
///
/// Its ``description`` is redacted; ``e164`` is the number itself and belongs on the wire and in the store only.
package struct PhoneNumber: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The number with its `+`, such as `+16025550100`.
    package let e164: String

    /// Reads a number that is already in E.164 form; `nil` for anything else.
    package init?(e164: String) {
        guard Self.isE164(e164) else { return nil }
        self.init(checked: e164)
    }

    private init(checked e164: String) { self.e164 = e164 }

    /// Reads a number as a trunk or an administrator writes it, for the North American plan and E.164.
    ///
    /// Spaces, hyphens, dots and parentheses are passed over. `+CC…` stays; ten digits get `+1`; eleven digits that
    /// begin with 1 get `+`; `011…` and `00…` become `+…`. Example: `(602) 555-0100` → `+16025550100`.
    ///
    /// - Returns: `nil` for anonymous, short codes, extensions and everything that is not such a number.
    package init?(dialled: String) {
        if Self.isE164(dialled) {
            self.init(checked: dialled)
            return
        }
        let plus = UInt8(ascii: "+")
        var number = [plus]
        number.reserveCapacity(24)
        var isWhole = false
        for byte in dialled.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number.append(byte)
            case plus where number.count == 1 && !isWhole: isWhole = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"): continue
            default: return nil
            }
        }
        let one = UInt8(ascii: "1")
        if isWhole {
            // As it is.
        } else if number.starts(with: "+011".utf8) {
            number.removeSubrange(1..<4)
        } else if number.starts(with: "+00".utf8) {
            number.removeSubrange(1..<3)
        } else if number.count == 11 {
            number.insert(one, at: 1)
        } else if number.count != 12 || number[1] != one {
            return nil
        }
        self.init(e164: String(decoding: number, as: UTF8.self))
    }

    private static func isE164(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            (8...16).contains(bytes.count) && bytes[0] == UInt8(ascii: "+") && bytes[1] != UInt8(ascii: "0")
                && bytes[1...].allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
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
