/// One four-byte event report of a telephone-event payload.
///
/// ```
///  0                   1                   2                   3
/// |     event     |E|R| volume    |          duration             |
/// ```
///
/// - Source: RFC 4733 §2.3.
package struct TelephoneEventBlock: Hashable, Sendable, BitwiseCopyable {
    /// Bytes of a block.
    package static let count = 4

    package var event: UInt8
    /// The event is over, and `duration` is its whole length.
    package var isEnd: Bool
    /// Power below 0 dBm0, 0…63.
    package var volume: UInt8
    /// Timestamp units since the event began.
    package var duration: UInt16

    /// A block of these parts.
    package init(event: UInt8, isEnd: Bool, volume: UInt8, duration: UInt16) {
        self.event = event
        self.isEnd = isEnd
        self.volume = volume & 0x3F
        self.duration = duration
    }

    /// Reads the block at `offset`; `nil` when fewer than four bytes are there.
    package init?(reading payload: Span<UInt8>, at offset: Int = 0) {
        guard offset >= 0, payload.count - offset >= Self.count else { return nil }
        self.init(
            event: payload[offset], isEnd: payload[offset + 1] & 0x80 != 0, volume: payload[offset + 1],
            duration: UInt16(payload[offset + 2]) << 8 | UInt16(payload[offset + 3]))
    }

    /// Writes the four bytes at `offset`.
    package func write(into payload: inout MutableSpan<UInt8>, at offset: Int = 0) {
        payload[offset] = event
        payload[offset + 1] = volume | (isEnd ? 0x80 : 0)
        payload[offset + 2] = UInt8(truncatingIfNeeded: duration >> 8)
        payload[offset + 3] = UInt8(truncatingIfNeeded: duration)
    }
}
