import CallModel

/// Digits as one number, with how many there are: what rules are found by, without text.
struct DigitKey: Hashable, Sendable {
    private let bits: UInt64

    /// The first `length` of `count` digits whose value is `value`.
    private init(value: UInt64, count: Int) { bits = value << 5 | UInt64(count) }

    /// Up to 15 digits, perhaps after a `+`. `nil` for anything else.
    init?(_ text: String) {
        var text = text
        guard let key = text.withUTF8({ Self.read($0) }) else { return nil }
        self = key
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> DigitKey? {
        var index = bytes.first == UInt8(ascii: "+") ? 1 : 0
        let count = bytes.count - index
        guard count > 0, count <= 15 else { return nil }
        var value: UInt64 = 0
        while index < bytes.count {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ UInt64(digit)
            index &+= 1
        }
        return DigitKey(value: value, count: count)
    }

    /// How many digits there are.
    var count: Int { Int(bits & 31) }

    /// The digits.
    var text: String { padded(Int(bits >> 5), count) }

    /// The first `length` digits; `nil` when there are fewer.
    func prefix(_ length: Int) -> DigitKey? {
        var value = bits >> 5
        guard length <= count else { return nil }
        for _ in length..<count { value /= 10 }
        return DigitKey(value: value, count: length)
    }

    /// What the digits are: with it, keys of several kinds stand in one table.
    enum Tag: UInt64 { case caller = 1, prefix, zip, number }

    /// The digits and what they are, as one number that is never 0. Fifteen digits and their count are 55 bits.
    func tagged(_ tag: Tag) -> UInt64 { tag.rawValue << 60 | bits }

    static func == (left: Self, right: Self) -> Bool { left.bits == right.bits }

    func hash(into hasher: inout Hasher) { hasher.combine(bits) }
}
