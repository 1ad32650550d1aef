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
    private static let length = 56

    private let hash: DigestHash
    private let realm: [UInt8]
    private let lifetime: Duration
    private let capacity: Int
    private var nextSerial: UInt32 = 0
    private var uses: [UInt32: Use] = [:]
    /// Used nonces from this time or before that are not in the table were forgotten, and could be replayed.
    private var forgottenUpTo = Int64.min

    init(hash: DigestHash, realm: String, lifetime: Duration, capacity: Int) {
        self.hash = hash
        self.realm = Array(realm.utf8)
        self.lifetime = lifetime
        self.capacity = max(capacity, 1)
    }

    mutating func issue(now: Duration) -> String {
        let serial = nextSerial
        nextSerial &+= 1
        return nonce(issued: Self.milliseconds(now), serial: serial)
    }

    func look(_ nonce: String, now: Duration) -> Look {
        guard let (issued, serial) = Self.stamp(nonce),
            DigestHash.equal(nonce, self.nonce(issued: issued, serial: serial))
        else { return .stale }
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

    private func nonce(issued: Int64, serial: UInt32) -> String {
        var sealed = MessageWriter(reserving: 24 + realm.count)
        sealed.append(issued: issued, serial: serial)
        sealed.append(raw: realm)
        var nonce = MessageWriter(reserving: Self.length)
        nonce.append(issued: issued, serial: serial)
        nonce.append(hex: hash.keyed(sealed.bytes).prefix(16))
        return nonce.text
    }

    /// The time of issue and the serial number that a nonce says; `nil` for what has not the shape of one of ours.
    private static func stamp(_ nonce: String) -> (issued: Int64, serial: UInt32)? {
        let text = nonce.utf8.span
        guard text.count == length else { return nil }
        var (issued, serial): (UInt64, UInt32) = (0, 0)
        for index in 0..<24 {
            guard let digit = hexDigit(text[index]) else { return nil }
            if index < 16 { issued = issued << 4 | UInt64(digit) } else { serial = serial << 4 | UInt32(digit) }
        }
        return (Int64(bitPattern: issued), serial)
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

extension MessageWriter {
    /// Appends what a nonce says: 24 digits.
    fileprivate mutating func append(issued: Int64, serial: UInt32) {
        append(count: UInt32(truncatingIfNeeded: issued >> 32))
        append(count: UInt32(truncatingIfNeeded: issued))
        append(count: serial)
    }
}
