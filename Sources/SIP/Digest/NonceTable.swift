/// The nonces of a server: made without being kept, counted once they are used, in bounded memory.
struct NonceTable: Sendable {
    /// What a nonce is worth.
    enum Look: Hashable, Sendable {
        case good(serial: UInt32)
        /// Too old, or not ours.
        case stale
    }

    private struct Use: Sendable {
        /// Not before its issue, so that forgetting by it is on the safe side.
        var firstUsed: Int64
        /// `nil` once it was used without a count: it is good for one request only.
        var count: UInt32?
    }

    /// Characters of a nonce.
    private static let length = 32

    private let cipher: NonceCipher
    private let lifetime: Duration
    private let capacity: Int
    private var nextSerial: UInt32 = 0
    private var uses: [UInt32: Use] = [:]
    /// Used nonces from this time or before that are not in the table were forgotten, and could be replayed.
    private var forgottenUpTo = Int64.min

    init(cipher: NonceCipher, lifetime: Duration, capacity: Int) {
        self.cipher = cipher
        self.lifetime = lifetime
        self.capacity = max(capacity, 1)
    }

    mutating func issue(now: Duration) -> String {
        let serial = nextSerial
        nextSerial &+= 1
        let issued = UInt128(UInt64(truncatingIfNeeded: Self.milliseconds(now)) & 0xFFFF_FFFF_FFFF)
        return Self.text(cipher.seal(issued << 80 | UInt128(serial) << 48))
    }

    func look(_ nonce: String, now: Duration) -> Look {
        guard let block = Self.block(nonce).map(cipher.open), block & 0xFFFF_FFFF_FFFF == 0 else { return .stale }
        let (issued, serial) = (Int64(block >> 80), UInt32(truncatingIfNeeded: block >> 48))
        let (age, overflows) = Self.milliseconds(now).subtractingReportingOverflow(issued)
        guard !overflows, age >= 0, .milliseconds(age) <= lifetime else { return .stale }
        if uses[serial] == nil, issued <= forgottenUpTo { return .stale }
        return .good(serial: serial)
    }

    /// Counts a use of a nonce that ``look(_:now:)`` found good.
    ///
    /// - Parameter count: the client's nonce count, which must grow; `nil` when it has none.
    /// - Returns: whether this use is a new one.
    mutating func use(_ serial: UInt32, count: UInt32?, now: Duration) -> Bool {
        if let earlier = uses[serial] {
            guard let last = earlier.count, let count, count > last else { return false }
            uses[serial] = Use(firstUsed: earlier.firstUsed, count: count)
            return true
        }
        guard count != 0 else { return false }
        if uses.count >= capacity { makeRoom() }
        uses[serial] = Use(firstUsed: Self.milliseconds(now), count: count)
        return true
    }

    // A quarter at a time, so that the cost of one use is constant on average.
    private mutating func makeRoom() {
        let oldest = uses.sorted { $0.value.firstUsed < $1.value.firstUsed }.prefix(max(1, capacity / 4))
        for entry in oldest {
            uses[entry.key] = nil
            forgottenUpTo = max(forgottenUpTo, entry.value.firstUsed)
        }
    }

    private static func text(_ block: UInt128) -> String {
        let halves = (UInt64(truncatingIfNeeded: block >> 64), UInt64(truncatingIfNeeded: block))
        return String(unsafeUninitializedCapacity: length) { text in
            for place in 0..<16 {
                let shift = UInt64(60 - 4 * place)
                text[place] = DigestHash.digit(UInt8(truncatingIfNeeded: halves.0 >> shift) & 15)
                text[16 + place] = DigestHash.digit(UInt8(truncatingIfNeeded: halves.1 >> shift) & 15)
            }
            return length
        }
    }

    /// The block that a nonce is; `nil` for what has not the shape of one of ours.
    private static func block(_ nonce: String) -> UInt128? {
        let text = nonce.utf8.span
        guard text.count == length else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        for index in 0..<16 {
            guard let one = hexDigit(text[index]), let other = hexDigit(text[16 + index]) else { return nil }
            high = high << 4 | UInt64(one)
            low = low << 4 | UInt64(other)
        }
        return UInt128(high) << 64 | UInt128(low)
    }

    /// A digit as we write it: no capitals.
    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private static func milliseconds(_ time: Duration) -> Int64 {
        let (seconds, attoseconds) = time.components
        return seconds &* 1000 &+ attoseconds / 1_000_000_000_000_000
    }
}
