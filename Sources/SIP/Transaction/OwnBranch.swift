/// The branches of our own requests: the magic cookie and a number of 64 bits in thirteen digits, so that a response is
/// found by a number and not by a text (RFC 3261 §8.1.1.7).
package enum OwnBranch {
    /// The digits of a number: five bits each, the lowest first.
    package static func digits(of number: UInt64) -> InlineArray<13, UInt8> {
        var digits = InlineArray<13, UInt8>(repeating: 0)
        var rest = number
        for index in digits.indices {
            let five = UInt8(truncatingIfNeeded: rest & 31)
            digits[index] = five < 10 ? 0x30 + five : 0x61 + five - 10
            rest >>= 5
        }
        return digits
    }

    /// The parameters of a Via of ours: `;branch=z9hG4bK…;rport`, where they stand.
    package static func viaParameters(_ number: UInt64) -> Parameters {
        var writer = MessageWriter(reserving: 40)
        writer.append(";branch=z9hG4bK")
        let digits = digits(of: number)
        for index in digits.indices { writer.append(byte: digits[index]) }
        writer.append(";rport")
        let bytes = writer.bytes
        return Parameters(Excerpt(bytes, bytes.indices))
    }

    /// The number of a Via whose branch is one of ours; `nil` for every other text.
    static func number(in via: Via) -> UInt64? {
        switch via.parameters.form {
        case .plain(let text):
            guard let found = PlainParameters.find("branch", in: text) ?? nil else { return nil }
            return number(text.bytes.span.extracting(found))
        case .list:
            guard let branch = via.branch else { return nil }
            return number(branch.utf8.span)
        }
    }

    private static func number(_ text: Span<UInt8>) -> UInt64? {
        let cookie = Via.magicCookie.utf8.span
        guard text.count == cookie.count + 13, text.extracting(..<cookie.count).isSame(cookie) else { return nil }
        // Of the last digit no more than four bits are left: every number has one text.
        guard let top = value(text[text.count - 1]), top < 16 else { return nil }
        var number = top
        for index in stride(from: text.count - 2, through: cookie.count, by: -1) {
            guard let five = value(text[index]) else { return nil }
            number = number << 5 | five
        }
        return number
    }

    private static func value(_ digit: UInt8) -> UInt64? {
        switch digit {
        case 0x30...0x39: UInt64(digit - 0x30)
        case 0x61...0x76: UInt64(digit - 0x61 + 10)
        default: nil
        }
    }
}
