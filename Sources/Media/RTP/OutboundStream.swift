/// What one receiver hears from us as one stream, whoever feeds it: prompt, digit, music or the other person.
///
/// The SSRC never changes, sequence numbers have no hole of our making and the timestamp follows the clock, so that a
/// jitter buffer at the far end does not start again when the source changes (RFC 3550 §5.1).
///
/// ```
/// prompt   seq 100  ts 16000      nextFrame
/// prompt   seq 101  ts 16160
///          -- 40 ms later the other person is joined --
/// person   seq 102  ts 16480 M    splice: 101 + 1, 16160 + 40 ms
/// person   seq 103  ts 16640
/// ```
package struct OutboundStream: Sendable, BitwiseCopyable {
    /// The synchronisation source of everything that we send to this receiver.
    package let ssrc: UInt32
    /// The sequence number of the next packet that is ours to number.
    package private(set) var nextSequence: UInt16
    /// The highest timestamp that left, and the samples that the packet carried.
    package private(set) var lastTimestamp: UInt32
    private var lastSamples: UInt32 = 0
    private var lastSent: MediaInstant?
    /// Timestamps in a millisecond.
    package let perMillisecond: UInt32

    /// A stream that has sent nothing; the three numbers are random (RFC 3550 §5.1).
    package init(ssrc: UInt32, firstSequence: UInt16, firstTimestamp: UInt32, clockRate: Int = 8_000) {
        perMillisecond = UInt32(clamping: clockRate / 1_000)
        self.ssrc = ssrc
        self.nextSequence = firstSequence
        self.lastTimestamp = firstTimestamp
    }

    /// Where a new source joins: the next sequence number, and a timestamp that the clock has reached by now.
    ///
    /// It is at least one packet after the last, even when the new source speaks within the same 20 ms.
    package func splice(now: MediaInstant) -> (sequence: UInt16, timestamp: UInt32) {
        guard let lastSent else { return (nextSequence, lastTimestamp) }
        return (
            nextSequence,
            lastTimestamp &+ max(lastSamples, now.samples(since: lastSent, perMillisecond: perMillisecond))
        )
    }

    /// The timestamp that the clock of the stream has reached by now (RFC 3550 §6.4.1, RTP timestamp).
    package func timestamp(at now: MediaInstant) -> UInt32 {
        guard let lastSent else { return lastTimestamp }
        return lastTimestamp &+ now.samples(since: lastSent, perMillisecond: perMillisecond)
    }

    /// Numbers a packet of `samples` that follows the last one without a gap, or joins after a pause.
    ///
    /// - Parameter joining: the packet is the first of its source: it takes the clock's timestamp.
    package mutating func nextFrame(
        samples: UInt32, now: MediaInstant, joining: Bool
    ) -> (sequence: UInt16, timestamp: UInt32) {
        var place = (sequence: nextSequence, timestamp: lastTimestamp &+ lastSamples)
        if joining { place = splice(now: now) }
        left(sequence: place.sequence, timestamp: place.timestamp, samples: samples, now: now)
        return place
    }

    /// Numbers one more packet of an event that began at `timestamp` (RFC 4733 §2.2: it stays the same).
    package mutating func nextEventPacket(timestamp: UInt32, duration: UInt32, now: MediaInstant) -> UInt16 {
        let sequence = nextSequence
        left(sequence: sequence, timestamp: timestamp, samples: duration, now: now)
        return sequence
    }

    /// Notes that a packet left. A packet older than the last, as reordering brings them, changes nothing.
    package mutating func left(sequence: UInt16, timestamp: UInt32, samples: UInt32, now: MediaInstant) {
        guard Int16(bitPattern: sequence &- nextSequence) >= 0 else { return }
        nextSequence = sequence &+ 1
        if Int32(bitPattern: timestamp &- lastTimestamp) >= 0 {
            lastTimestamp = timestamp
            lastSamples = samples
            lastSent = now
        }
    }
}
