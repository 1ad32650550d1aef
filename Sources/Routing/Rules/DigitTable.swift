/// Lists of rules by numbers: a hash table that is made once and only read, without text and without chance.
///
/// Open addressing with linear probing, at most half full.
struct DigitTable: Sendable {
    /// A key, 0 for none, and where its list begins and how long it is.
    private struct Slot: Sendable {
        var key: UInt64 = 0
        var start: Int32 = 0
        var count: Int32 = 0
    }

    private var slots: [Slot]
    private let mask: Int

    /// A table with room for `count` keys.
    init(count: Int) {
        var size = 8
        while size < count * 2 { size *= 2 }
        slots = Array(repeating: Slot(), count: size)
        mask = size - 1
    }

    /// The finaliser of SplitMix64, so that numbers in a row do not stand in a row.
    private static func place(_ key: UInt64) -> Int {
        var value = (key ^ (key >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int(truncatingIfNeeded: value ^ (value >> 31))
    }

    /// Puts in a list under a key that is not there yet, and is not 0. No more than the table was made for.
    mutating func insert(_ key: UInt64, _ list: Range<Int>) {
        var place = Self.place(key) & mask
        while slots[place].key != 0 { place = (place + 1) & mask }
        slots[place] = Slot(key: key, start: Int32(clamping: list.lowerBound), count: Int32(clamping: list.count))
    }

    /// The list under `key`; empty when there is none.
    subscript(key: UInt64) -> Range<Int> {
        var place = Self.place(key) & mask
        while slots[place].key != 0 {
            if slots[place].key == key {
                return Int(slots[place].start)..<Int(slots[place].start) + Int(slots[place].count)
            }
            place = (place + 1) & mask
        }
        return 0..<0
    }
}
