/// Values by name: a hash table that is made once and only read.
///
/// Open addressing with linear probing, at most half full. The names are the configuration's own, so nobody outside
/// chooses where they stand, and a hash of a few instructions (FNV-1a) does.
struct NameTable<Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        var name: String
        var value: Value
    }

    private var slots: [Slot?]
    private let mask: Int
    /// The names, in no order.
    let names: [String]

    /// The values of `list` by their names.
    init(_ list: [String: Value]) {
        var size = 8
        while size < list.count * 2 { size *= 2 }
        slots = Array(repeating: nil, count: size)
        mask = size - 1
        names = Array(list.keys)
        for (name, value) in list {
            var place = Self.hash(name) & mask
            while slots[place] != nil { place = (place + 1) & mask }
            slots[place] = Slot(name: name, value: value)
        }
    }

    var isEmpty: Bool { names.isEmpty }

    /// All of them, in no order.
    var values: [Value] { slots.compactMap { $0?.value } }

    /// The value of that name; `nil` when there is none.
    subscript(name: String) -> Value? {
        if names.isEmpty { return nil }
        var place = Self.hash(name) & mask
        while let slot = slots[place] {
            if slot.name == name { return slot.value }
            place = (place + 1) & mask
        }
        return nil
    }

    private static func hash(_ name: String) -> Int {
        var name = name
        return name.withUTF8 { bytes in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            return Int(truncatingIfNeeded: hash ^ (hash >> 32))
        }
    }
}
