import SIP
import Security

/// Makes branches and tags that nobody can guess: 64 bits of the system's chance each (RFC 3261 §8.1.1.7, §19.3).
struct BranchMaker {
    private var chance = RandomReserve()

    /// A branch with the magic cookie.
    mutating func next() -> String { Via.magicCookie + tag() }

    /// A tag of 13 letters and digits. No more than fifteen, because so many fit into a string without memory of its own.
    mutating func tag() -> String {
        var number = chance.next()
        var text = InlineArray<13, UInt8>(repeating: 0)
        for index in text.indices {
            text[index] = Self.digit(UInt8(truncatingIfNeeded: number & 31))
            number >>= 5
        }
        guard let ascii = try? UTF8Span(validating: text.span) else { return "" }
        return String(copying: ascii)
    }

    /// A number that is no secret, from 0 to below 1.
    mutating func fraction() -> Double { .random(in: 0..<1, using: &chance) }

    private static func digit(_ five: UInt8) -> UInt8 { five < 10 ? 0x30 + five : 0x61 + five - 10 }
}
