/// How many packets of a stream arrived and how many are missing, over all its sources.
///
/// - Source: RFC 3550 §A.1 and §A.3, without its probation: the latch has judged the source before.
package struct ReceptionCounts: Sendable, BitwiseCopyable {
    /// Packets that arrived, duplicates included.
    package private(set) var received: UInt64 = 0

    private var hasSource = false
    private var ssrc: UInt32 = 0
    private var base: UInt64 = 0
    private var highest: UInt64 = 0
    private var receivedOfSource: UInt64 = 0
    private var lostOfEarlierSources: UInt64 = 0

    /// Nothing arrived yet.
    package init() {}

    /// Counts a packet. A new SSRC or a restart begins a new count and keeps what was lost before.
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
            return
        }
        receivedOfSource &+= 1
        if distance > 0 { highest &+= UInt64(distance) }
    }

    /// Packets that never arrived; duplicates hide as many (RFC 3550 §A.3).
    package var lost: UInt64 {
        guard hasSource else { return lostOfEarlierSources }
        let expected = highest - base + 1
        return lostOfEarlierSources + (expected > receivedOfSource ? expected - receivedOfSource : 0)
    }
}
