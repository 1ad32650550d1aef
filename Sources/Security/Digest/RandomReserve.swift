/// The numbers of ``SecureRandom``, drawn 128 at a time: one by one, each would cost what all of them do together.
package struct RandomReserve: RandomNumberGenerator, Sendable {
    private var bytes: [UInt8] = []
    private var used = 0

    /// An empty reserve; it is filled when the first number is asked for.
    package init() {}

    package mutating func next() -> UInt64 {
        if used == bytes.count {
            bytes = SecureRandom.bytes(128 * MemoryLayout<UInt64>.size)
            used = 0
        }
        var number: UInt64 = 0
        for byte in bytes[used..<used + MemoryLayout<UInt64>.size] { number = number << 8 | UInt64(byte) }
        used += MemoryLayout<UInt64>.size
        return number
    }
}
