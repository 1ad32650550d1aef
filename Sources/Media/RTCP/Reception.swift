/// What arrived of a stream, what is missing and how unevenly it came, over all its sources.
///
/// A new SSRC or a restart of the numbers begins a new count and keeps what was lost before. It is what the blocks of our
/// RTCP reports say (``block(lastSenderReport:delay:)``), and at the end what the record says.
///
/// - Source: RFC 3550 §A.1, §A.3 and §A.8, without its probation: the latch has judged the source before.
package struct Reception: Sendable, BitwiseCopyable {
    /// Packets that arrived, duplicates included.
    package private(set) var received: UInt64 = 0
    /// Whether a packet arrived, and of which source the last one was.
    package private(set) var hasSource = false
    package private(set) var ssrc: UInt32 = 0
    /// Timestamps in a millisecond; a change begins the measuring of jitter anew.
    package var perMillisecond: UInt32 = 8 {
        didSet { if perMillisecond != oldValue { forgetTiming() } }
    }

    private var base: UInt64 = 0
    private var highest: UInt64 = 0
    private var receivedOfSource: UInt64 = 0
    private var lostOfEarlierSources: UInt64 = 0

    private var isTimed = false
    private var transit: UInt32 = 0
    /// In sixteenths of a timestamp.
    private var jitter16: UInt32 = 0
    private var readings: UInt32 = 0
    private var sumOfReadings: UInt64 = 0
    private var worstReading: UInt32 = 0

    private var expectedBefore: UInt64 = 0
    private var receivedBefore: UInt64 = 0

    /// Nothing arrived yet.
    package init() {}

    /// Counts a packet, and notes when it came unless its timestamp says nothing of that: those of a telephone-event all
    /// have the one at which the key went down.
    @inlinable
    package mutating func count(_ header: RTPHeader, at now: MediaInstant, isTimed: Bool = true) {
        count(ssrc: header.ssrc, sequence: header.sequence)
        if isTimed { time(header.timestamp, at: now) }
    }

    /// Counts a packet.
    package mutating func count(ssrc: UInt32, sequence: UInt16) {
        received &+= 1
        let distance = Int(Int16(bitPattern: sequence &- UInt16(truncatingIfNeeded: highest)))
        guard hasSource, ssrc == self.ssrc, distance <= RelayMapping.maximumDropout,
            distance >= -RelayMapping.maximumMisorder
        else {
            lostOfEarlierSources = lost
            hasSource = true
            self.ssrc = ssrc
            // One round ahead, so that a reordered packet from before the first does not go below zero.
            base = 0x1_0000 + UInt64(sequence)
            highest = base
            receivedOfSource = 1
            expectedBefore = 0
            receivedBefore = 0
            forgetTiming()
            return
        }
        receivedOfSource &+= 1
        if distance > 0 { highest &+= UInt64(distance) }
    }

    /// Measures jitter: how much longer or shorter than the last this packet was on its way (RFC 3550 §A.8).
    ///
    /// A step of more than a second is no jitter but another clock, and begins anew.
    @usableFromInline
    mutating func time(_ timestamp: UInt32, at now: MediaInstant) {
        let arrival = UInt32(truncatingIfNeeded: now.nanoseconds / 125_000 &* UInt64(perMillisecond) / 8)
        let way = arrival &- timestamp
        defer {
            transit = way
            isTimed = true
        }
        guard isTimed else { return }
        let step = Int32(bitPattern: way &- transit).magnitude
        guard step <= 1_000 * perMillisecond else { return }
        jitter16 = jitter16 &+ step &- (jitter16 &+ 8) >> 4
    }

    private mutating func forgetTiming() {
        isTimed = false
        jitter16 = 0
    }

    /// Packets that never arrived; duplicates hide as many (RFC 3550 §A.3).
    package var lost: UInt64 {
        guard hasSource else { return lostOfEarlierSources }
        return lostOfEarlierSources + (expected > receivedOfSource ? expected - receivedOfSource : 0)
    }

    private var expected: UInt64 { hasSource ? highest - base + 1 : 0 }

    /// The jitter now, in timestamps.
    package var jitter: UInt32 { jitter16 >> 4 }

    /// Keeps a reading of the jitter, in microseconds, for ``jitterMean`` and ``jitterWorst``.
    package mutating func readJitter() {
        guard isTimed else { return }
        let reading = UInt32(clamping: UInt64(jitter16) * 1_000 / UInt64(16 * max(perMillisecond, 1)))
        readings &+= 1
        sumOfReadings &+= UInt64(reading)
        worstReading = max(worstReading, reading)
    }

    /// The mean of the readings, in microseconds; 0 without any.
    package var jitterMean: UInt32 { readings == 0 ? 0 : UInt32(clamping: sumOfReadings / UInt64(readings)) }

    /// The worst reading, in microseconds.
    package var jitterWorst: UInt32 { worstReading }

    /// The block of a report on the source, and begins the interval of the next one; `nil` when nothing arrived.
    ///
    /// - Parameters:
    ///   - lastSenderReport: the middle 32 bits of the NTP time of the source's last sender report, 0 without one.
    ///   - delay: since that one came, in 65,536ths of a second.
    /// - Source: RFC 3550 §6.4.1, §A.3.
    package mutating func block(lastSenderReport: UInt32, delay: UInt32) -> ReportBlock? {
        guard hasSource else { return nil }
        let expectedNow = expected &- expectedBefore
        let receivedNow = receivedOfSource &- receivedBefore
        expectedBefore = expected
        receivedBefore = receivedOfSource
        // Late and doubled packets can make more than were expected: that is no loss.
        let lostNow = expectedNow > receivedNow ? expectedNow - receivedNow : 0
        let fraction = expectedNow == 0 ? 0 : min(lostNow * 256 / expectedNow, 255)
        return ReportBlock(
            ssrc: ssrc, fractionLost: UInt8(fraction),
            lost: Int32(clamping: Int64(clamping: expected) - Int64(clamping: receivedOfSource)),
            // The round ahead is ours alone.
            highest: UInt32(truncatingIfNeeded: highest &- 0x1_0000), jitter: jitter,
            lastSenderReport: lastSenderReport, delay: delay)
    }
}
