import CallModel
import Routing

/// The caller's keys in order, with a place for one that stopped a prompt and belongs to the next menu.
///
/// - Isolation: signalling. One task reads at a time.
@Signalling
final class KeyReader {
    private let leg: any Leg
    private var kept: [Key] = []

    init(_ leg: any Leg) { self.leg = leg }

    /// The next key; `nil` when the leg ended, the task was cancelled or the deadline was over.
    func next(_ deadline: Deadline? = nil) async -> Key? {
        if !kept.isEmpty { return kept.removeFirst() }
        return await leg.nextKey(deadline)
    }

    /// Puts a key back in front.
    func unread(_ key: Key) { kept.insert(key, at: 0) }

    /// Drops what nobody has read: keys that were meant for an earlier question.
    func forget() {
        kept = []
        leg.forgetKeys()
    }
}

extension Key {
    /// Whether this is the key with that sign.
    func names(_ sign: Unicode.Scalar) -> Bool { UInt32(ascii) == sign.value }
}
