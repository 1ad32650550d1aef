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

    private let hash: DigestHash
    private let realm: String
    private let lifetime: Duration
    private let capacity: Int
    private var nextSerial: UInt32 = 0
    private var uses: [UInt32: Use] = [:]
    /// Used nonces from this time or before that are not in the table were forgotten, and could be replayed.
    private var forgottenUpTo = Int64.min

    init(hash: DigestHash, realm: String, lifetime: Duration, capacity: Int) {
        self.hash = hash
        self.realm = realm
        self.lifetime = lifetime
        self.capacity = max(capacity, 1)
    }

    mutating func issue(now: Duration) -> String {
        let serial = nextSerial
        nextSerial &+= 1
        return nonce(issued: Self.milliseconds(now), serial: serial)
    }

    func look(_ nonce: String, now: Duration) -> Look {
        let text = nonce.utf8
        guard text.count == 56, let issued = Int64(nonce.prefix(16), radix: 16),
            let serial = UInt32(nonce.dropFirst(16).prefix(8), radix: 16),
            DigestHash.equal(nonce, self.nonce(issued: issued, serial: serial))
        else { return .stale }
        let age = Self.milliseconds(now) - issued
        guard age >= 0, .milliseconds(age) <= lifetime else { return .stale }
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

    private func nonce(issued: Int64, serial: UInt32) -> String {
        let stamp = Self.bytes(UInt64(bitPattern: issued)) + Self.bytes(UInt64(serial)).suffix(4)
        let seal = hash.keyed(stamp + Array(realm.utf8))
        return DigestHash.hex(stamp) + DigestHash.hex(seal.prefix(16))
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
    }

    private static func milliseconds(_ time: Duration) -> Int64 {
        let (seconds, attoseconds) = time.components
        return seconds &* 1000 &+ attoseconds / 1_000_000_000_000_000
    }
}
