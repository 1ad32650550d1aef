/// How the packets of one sender are renumbered for one receiver of a bridge: two offsets, set when the sender joins.
///
/// Holes and reordering of the sender stay visible to the receiver, whose jitter buffer is the one that must mend
/// them. A new SSRC, or a jump that RFC 3550 §A.1 calls a restart, joins again without a hole.
package struct RelayMapping: Sendable, BitwiseCopyable {
    /// A jump ahead larger than this is a restart (RFC 3550 §A.1, MAX_DROPOUT).
    package static let maximumDropout = 3_000
    /// A packet older than this is a restart (RFC 3550 §A.1, MAX_MISORDER).
    package static let maximumMisorder = 100

    private var isJoined = false
    private var ssrc: UInt32 = 0
    private var oldest: UInt16 = 0
    private var highest: UInt16 = 0
    private var sequenceOffset: UInt16 = 0
    private var timestampOffset: UInt32 = 0

    /// A mapping whose next packet joins.
    package init() {}

    /// Makes the next packet join anew: something else has fed the receiver meanwhile.
    package mutating func part() { isJoined = false }

    /// Leaves a packet out that the receiver does not take: the numbers of those behind it close up.
    ///
    /// What was sent before it and comes after it is too late from now on: its number is taken.
    package mutating func leaveOut(_ header: RTPHeader) {
        guard isJoined, header.ssrc == ssrc, Int16(bitPattern: header.sequence &- highest) > 0 else { return }
        highest = header.sequence
        oldest = header.sequence &+ 1
        sequenceOffset &-= 1
    }

    /// The number and time that the packet has in the receiver's stream.
    ///
    /// - Returns: `nil` when the packet is from before the sender joined: its number is taken.
    package mutating func map(
        _ header: RTPHeader, samples: UInt32, into stream: inout OutboundStream, now: MediaInstant
    ) -> RelayedNumbers? {
        let distance = Int(Int16(bitPattern: header.sequence &- highest))
        if !isJoined || header.ssrc != ssrc || distance > Self.maximumDropout || distance < -Self.maximumMisorder {
            let place = stream.splice(now: now)
            isJoined = true
            ssrc = header.ssrc
            oldest = header.sequence
            highest = header.sequence
            sequenceOffset = place.sequence &- header.sequence
            timestampOffset = place.timestamp &- header.timestamp
            stream.left(sequence: place.sequence, timestamp: place.timestamp, samples: samples, now: now)
            return RelayedNumbers(sequence: place.sequence, timestamp: place.timestamp, isFirst: true)
        }
        if distance > 0 {
            highest = header.sequence
            if highest &- oldest > 1_000 { oldest = highest &- 1_000 }
        } else if Int16(bitPattern: header.sequence &- oldest) < 0 {
            return nil
        }
        let sequence = header.sequence &+ sequenceOffset
        let timestamp = header.timestamp &+ timestampOffset
        stream.left(sequence: sequence, timestamp: timestamp, samples: samples, now: now)
        return RelayedNumbers(sequence: sequence, timestamp: timestamp, isFirst: false)
    }
}

/// The number and time of a relayed packet in the receiver's stream.
package struct RelayedNumbers: Hashable, Sendable, BitwiseCopyable {
    package let sequence: UInt16
    package let timestamp: UInt32
    /// It is the first of its sender: the marker is set (RFC 3551 §4.1).
    package let isFirst: Bool

    /// Numbers of these parts.
    package init(sequence: UInt16, timestamp: UInt32, isFirst: Bool) {
        self.sequence = sequence
        self.timestamp = timestamp
        self.isFirst = isFirst
    }
}
