/// What a receiver reports of one source.
///
/// ```
/// |                 SSRC                  |
/// | fraction lost |    packets lost       |
/// |    highest sequence number, extended  |
/// |                jitter                 |
/// |               last SR                 |
/// |          delay since last SR          |
/// ```
///
/// - Source: RFC 3550 §6.4.1.
package struct ReportBlock: Hashable, Sendable, BitwiseCopyable {
    /// Bytes of a block.
    package static let count = 24

    /// The source that is reported on.
    package var ssrc: UInt32
    /// Lost since the report before, in 256ths.
    package var fractionLost: UInt8
    /// Lost since the beginning; below zero when more came than were sent. 24 bits on the wire.
    package var lost: Int32
    /// The highest sequence number, with the rounds above its 16 bits.
    package var highest: UInt32
    /// In timestamps.
    package var jitter: UInt32
    /// The middle 32 bits of the NTP time in the source's last sender report, 0 without one.
    package var lastSenderReport: UInt32
    /// Since that report came, in 65,536ths of a second.
    package var delay: UInt32

    /// A block of these parts.
    package init(
        ssrc: UInt32, fractionLost: UInt8, lost: Int32, highest: UInt32, jitter: UInt32, lastSenderReport: UInt32,
        delay: UInt32
    ) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.lost = min(max(lost, -0x80_0000), 0x7F_FFFF)
        self.highest = highest
        self.jitter = jitter
        self.lastSenderReport = lastSenderReport
        self.delay = delay
    }

    /// Reads the block at `offset`; `nil` when it does not fit.
    package init?(reading bytes: Span<UInt8>, at offset: Int) {
        guard offset >= 0, bytes.count - offset >= Self.count else { return nil }
        let second = bytes.word(at: offset + 4)
        self.init(
            ssrc: bytes.word(at: offset), fractionLost: UInt8(second >> 24),
            // The sign of 24 bits is that of 32.
            lost: Int32(bitPattern: second << 8) >> 8, highest: bytes.word(at: offset + 8),
            jitter: bytes.word(at: offset + 12), lastSenderReport: bytes.word(at: offset + 16),
            delay: bytes.word(at: offset + 20))
    }

    /// Writes the block at `offset`; bytes that would not fit are a defect of the caller and trap.
    func write(into bytes: inout MutableSpan<UInt8>, at offset: Int) {
        bytes.put(ssrc, at: offset)
        bytes.put(UInt32(fractionLost) << 24 | UInt32(bitPattern: lost) & 0xFF_FFFF, at: offset + 4)
        bytes.put(highest, at: offset + 8)
        bytes.put(jitter, at: offset + 12)
        bytes.put(lastSenderReport, at: offset + 16)
        bytes.put(delay, at: offset + 20)
    }
}

extension Span<UInt8> {
    /// The 32 bits at `offset`, in network order; bytes that are not there are a defect of the caller and trap.
    func word(at offset: Int) -> UInt32 {
        UInt32(self[offset]) << 24 | UInt32(self[offset + 1]) << 16 | UInt32(self[offset + 2]) << 8
            | UInt32(self[offset + 3])
    }
}

extension MutableSpan<UInt8> {
    /// Writes 32 bits in network order.
    mutating func put(_ word: UInt32, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: word >> 24)
        self[offset + 1] = UInt8(truncatingIfNeeded: word >> 16)
        self[offset + 2] = UInt8(truncatingIfNeeded: word >> 8)
        self[offset + 3] = UInt8(truncatingIfNeeded: word)
    }
}
