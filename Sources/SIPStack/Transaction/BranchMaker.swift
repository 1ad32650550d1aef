import SIP
import Security

/// Makes branches and tags that nobody can guess: 64 bits of the system's chance each (RFC 3261 §8.1.1.7, §19.3).
struct BranchMaker {
    private var chance = RandomReserve()

    /// A branch: the magic cookie and a tag.
    mutating func next() -> String {
        var text = InlineArray<20, UInt8>(repeating: 0)
        let cookie = Via.magicCookie.utf8.span
        for index in cookie.indices { text[index] = cookie[index] }
        var number = chance.next()
        for index in cookie.count..<text.count { text[index] = Self.digit(takenFrom: &number) }
        return Self.string(text.span)
    }

    /// A tag of 13 letters and digits. No more than fifteen, because so many fit into a string without memory of its own.
    mutating func tag() -> String {
        var number = chance.next()
        var text = InlineArray<13, UInt8>(repeating: 0)
        for index in text.indices { text[index] = Self.digit(takenFrom: &number) }
        return Self.string(text.span)
    }

    /// A number that is no secret, from 0 to below 1.
    mutating func fraction() -> Double { .random(in: 0..<1, using: &chance) }

    /// A letter or digit for five of the number's bits, which are used up.
    private static func digit(takenFrom number: inout UInt64) -> UInt8 {
        let five = UInt8(truncatingIfNeeded: number & 31)
        number >>= 5
        return five < 10 ? 0x30 + five : 0x61 + five - 10
    }

    private static func string(_ ascii: Span<UInt8>) -> String {
        guard let text = try? UTF8Span(validating: ascii) else { return "" }
        return String(copying: text)
    }
}
