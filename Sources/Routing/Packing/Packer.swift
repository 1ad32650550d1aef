/// Writes values as compact bytes: numbers of as many bytes as they need, enumerations as tags, texts with their
/// lengths before them.
///
/// The bytes name no members. What a type has written once it goes on to write in the same order with the same tags;
/// ``CallTrace`` counts the versions of the whole.
struct Packer {
    private(set) var bytes: [UInt8] = []

    /// With room for what most calls and plans take.
    init() { bytes.reserveCapacity(256) }

    /// A number, seven bits to a byte, the lowest first.
    mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// A number with a sign, so that those near zero are short.
    mutating func signed(_ value: Int64) { unsigned(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

    /// Which of the cases of an enumeration it is, 0…255.
    mutating func tag(_ tag: UInt8) { bytes.append(tag) }

    mutating func text(_ text: String) {
        unsigned(UInt64(text.utf8.count))
        text.utf8.span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// Bytes that a packer has made.
    mutating func append(_ packed: [UInt8]) { bytes += packed }

    /// Bytes with their number before them, for whoever cannot read them to pass over.
    mutating func block(_ block: [UInt8]) {
        unsigned(UInt64(block.count))
        bytes.append(contentsOf: block)
    }
}

/// Something that can be written as compact bytes.
protocol Packable {
    /// Appends the value.
    func pack(into packer: inout Packer)
}

/// Something that can be read back as well.
protocol Unpackable: Packable {
    /// Reads the next value.
    ///
    /// - Throws: when the bytes are none of this version's.
    init(from unpacker: inout Unpacker) throws(UnpackError)
}
