/// Turns the telephone-event packets of one peer into digits, each told once, at its first packet.
///
/// An event is known by its timestamp, never by its marker or its end, since any packet may be lost, doubled or late:
///
/// ```
/// ts 8000 M  5  dur 160          started(5)
/// ts 8000    5  dur 320          known
/// ts 8000    5  dur 800 E  (×3)  known (×3)
/// ts 9600    5  dur 320          started(5)      the first packet was lost
/// ts 8000    5  dur 800 E        known           a late copy
/// ```
///
/// What is not an own press: a block that overlaps in time an event with the same code (senders that move the timestamp
/// with every packet), and the next segment of an event that outgrew its duration field (RFC 4733 §2.5.1.3).
/// The last eight events are remembered; a block older than those, or than one second, is too old to be told.
///
/// - Source: RFC 4733 §2.5.1, §2.5.2.
package struct TelephoneEventReceiver: Sendable, BitwiseCopyable {
    private struct Heard: BitwiseCopyable, Sendable {
        var timestamp: UInt32
        var duration: UInt32
        var event: UInt8
        var isEnded: Bool
    }

    /// How far back an event that was never seen may lie, in timestamp units: one second.
    private static let horizon: Int32 = 8_000
    private static let capacity = 8

    private var heard = InlineArray<8, Heard>(repeating: Heard(timestamp: 0, duration: 0, event: 0, isEnded: true))
    private var count = 0
    private var next = 0
    private var newest: UInt32 = 0
    private var ssrc: UInt32 = 0

    /// A receiver that has heard nothing.
    package init() {}

    /// What a block was.
    package enum Finding: Hashable, Sendable {
        /// A key was pressed.
        case started(MediaDigit)
        /// Part of a press that was told before.
        case known
        /// Not a digit: hook flash, fax and modem tones (RFC 4733 §3.2, RFC 4734).
        case notDigit
        /// From before what is remembered.
        case tooOld
    }

    /// Takes one block of a packet.
    ///
    /// - Parameters:
    ///   - timestamp: the packet's; for a later block of the same packet, where the block before ended
    ///     (RFC 4733 §2.5.1.5).
    ///   - ssrc: the packet's; a new one begins a new memory.
    package mutating func receive(_ block: TelephoneEventBlock, timestamp: UInt32, ssrc: UInt32) -> Finding {
        guard let digit = MediaDigit(event: block.event) else { return .notDigit }
        if ssrc != self.ssrc {
            self.ssrc = ssrc
            count = 0
            next = 0
        }
        for index in 0..<count where isSame(heard[index], block, timestamp) {
            heard[index].duration = max(heard[index].duration, reach(of: block, timestamp, from: heard[index]))
            if block.isEnd { heard[index].isEnded = true }
            return .known
        }
        let age = Int32(bitPattern: newest &- timestamp)
        if count > 0, age > 0 {
            guard age <= Self.horizon, count < Self.capacity || isAfterOldest(timestamp) else { return .tooOld }
        } else {
            newest = timestamp
        }
        remember(
            Heard(timestamp: timestamp, duration: UInt32(block.duration), event: block.event, isEnded: block.isEnd))
        return .started(digit)
    }

    private func isSame(_ earlier: Heard, _ block: TelephoneEventBlock, _ timestamp: UInt32) -> Bool {
        // A second code with the same timestamp is another press only in theory; RFC 4733 §2.5.1.2 forbids it.
        guard timestamp != earlier.timestamp else { return true }
        guard block.event == earlier.event else { return false }
        let distance = Int32(bitPattern: timestamp &- earlier.timestamp)
        if distance > 0 {
            if !earlier.isEnded, earlier.duration >= 0xFFFF - 160, distance <= 0xFFFF + 160 { return true }
            // The press before must have gone on for one more packet when its end was not seen.
            return distance < Int32(bitPattern: earlier.duration) + (earlier.isEnded ? 0 : 160)
        }
        // Reordered: the block's own press must reach into the later one to be the same.
        return -distance < Int32(block.duration)
    }

    private func reach(of block: TelephoneEventBlock, _ timestamp: UInt32, from earlier: Heard) -> UInt32 {
        let distance = Int32(bitPattern: timestamp &- earlier.timestamp)
        return UInt32(max(0, distance + Int32(block.duration)))
    }

    private func isAfterOldest(_ timestamp: UInt32) -> Bool {
        // The ring is full, so `next` is the one that was remembered first.
        Int32(bitPattern: timestamp &- heard[next].timestamp) > 0
    }

    private mutating func remember(_ event: Heard) {
        heard[next] = event
        next = (next + 1) % Self.capacity
        count = min(count + 1, Self.capacity)
    }
}
