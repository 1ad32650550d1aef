import CLinux

/// The system's random numbers, fetched 256 octets at a time: an endpoint needs several, and each would be a system
/// call.
struct ChanceReserve: RandomNumberGenerator {
    private var numbers: [UInt64] = []

    mutating func next() -> UInt64 {
        if let number = numbers.popLast() { return number }
        numbers = unsafe Array(unsafeUninitializedCapacity: 32) { room, count in
            count = unsafe cl_random(room.baseAddress, 32 * MemoryLayout<UInt64>.size) == 0 ? 32 : 0
        }
        if let number = numbers.popLast() { return number }
        var system = SystemRandomNumberGenerator()
        return system.next()
    }
}
