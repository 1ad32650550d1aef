import SIP
import Security

/// Makes branches and tags that nobody can guess: 64 bits of the system's chance each (RFC 3261 §8.1.1.7, §19.3).
///
/// Chance is drawn for many at once: a call needs about twenty.
struct BranchMaker {
    private var pool: ArraySlice<UInt8> = []

    /// A branch with the magic cookie.
    mutating func next() -> String { Via.magicCookie + tag() }

    /// A tag of 16 hexadecimal digits.
    mutating func tag() -> String {
        if pool.count < 8 { pool = SecureRandom.bytes(1_024)[...] }
        let drawn = Array(pool.prefix(8))
        pool = pool.dropFirst(8)
        return Hex.encode(drawn)
    }
}
