/// Reads what a ``Packer`` has written. What the disk holds is not trusted: it may be cut off, or of a newer version.
struct Unpacker {
    private let bytes: ArraySlice<UInt8>
    private var next: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        next = bytes.startIndex
    }

    /// Whether all is read.
    var isAtEnd: Bool { next >= bytes.endIndex }

    mutating func tag() throws(UnpackError) -> UInt8 {
        guard next < bytes.endIndex else { throw .cutOff }
        defer { next += 1 }
        return bytes[next]
    }

    mutating func unsigned() throws(UnpackError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let byte = try tag()
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw .unknown
    }

    mutating func signed() throws(UnpackError) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// The bytes that a ``Packer/block(_:)`` has.
    mutating func block() throws(UnpackError) -> ArraySlice<UInt8> {
        guard let count = Int(exactly: try unsigned()), count <= bytes.endIndex - next else { throw .cutOff }
        defer { next += count }
        return bytes[next..<(next + count)]
    }

    mutating func text() throws(UnpackError) -> String { String(decoding: try block(), as: UTF8.self) }

    /// The next value, as the context wants it.
    mutating func value<Value: Unpackable>() throws(UnpackError) -> Value { try Value(from: &self) }
}

/// Why bytes could not be read.
enum UnpackError: Error {
    /// They end too early.
    case cutOff
    /// They mean nothing here: a newer version wrote them, or the disk did.
    case unknown
}
