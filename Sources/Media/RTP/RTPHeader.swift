/// The fixed header of an RTP packet and where its payload lies.
///
/// ```
///  0                   1                   2                   3
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// |                           timestamp                           |
/// |                             SSRC                              |
/// | CC contributing sources, then the extension when X is set ... |
/// ```
///
/// - Source: RFC 3550 §5.1, §5.3.1.
package struct RTPHeader: Hashable, Sendable, BitwiseCopyable {
    /// Bytes of the header that we write: no contributing source, no extension, no padding.
    package static let count = 12

    package var marker: Bool
    package var payloadType: UInt8
    package var sequence: UInt16
    package var timestamp: UInt32
    package var ssrc: UInt32
    /// Where the payload starts in the packet that was read, after contributing sources and extension.
    package private(set) var payloadOffset = RTPHeader.count
    /// Bytes of payload in the packet that was read, without its padding.
    package private(set) var payloadCount = 0

    /// A header to write.
    package init(marker: Bool, payloadType: UInt8, sequence: UInt16, timestamp: UInt32, ssrc: UInt32) {
        self.marker = marker
        self.payloadType = payloadType & 0x7F
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
    }

    /// Reads the header of a packet.
    ///
    /// - Returns: `nil` when it is not RTP version 2, is an RTCP packet (types 192 to 223, RFC 5761 §4), or when
    ///   contributing sources, extension or padding do not fit into it.
    @inlinable
    package init?(reading packet: Span<UInt8>) {
        guard packet.count >= RTPHeader.count else { return nil }
        let first = packet[0]
        guard first >> 6 == 2 else { return nil }
        let second = packet[1]
        guard second < 192 || second > 223 else { return nil }
        self.init(
            marker: second & 0x80 != 0,
            payloadType: second,
            sequence: UInt16(packet[2]) << 8 | UInt16(packet[3]),
            timestamp: Self.word(packet, at: 4),
            ssrc: Self.word(packet, at: 8))
        var start = RTPHeader.count + 4 * Int(first & 0x0F)
        if first & 0x10 != 0 {
            guard packet.count >= start + 4 else { return nil }
            start += 4 + 4 * (Int(packet[start + 2]) << 8 | Int(packet[start + 3]))
        }
        guard packet.count >= start else { return nil }
        var padding = 0
        if first & 0x20 != 0 {
            // The last byte counts itself, so zero is as wrong as more than there is (RFC 3550 §5.1).
            padding = Int(packet[packet.count - 1])
            guard padding > 0, packet.count - start >= padding else { return nil }
        }
        self.place(offset: start, count: packet.count - start - padding)
    }

    @usableFromInline
    mutating func place(offset: Int, count: Int) {
        payloadOffset = offset
        payloadCount = count
    }

    @usableFromInline
    static func word(_ packet: Span<UInt8>, at index: Int) -> UInt32 {
        UInt32(packet[index]) << 24 | UInt32(packet[index + 1]) << 16 | UInt32(packet[index + 2]) << 8
            | UInt32(packet[index + 3])
    }

    /// Writes the twelve bytes at `offset`; bytes that would not fit are a defect of the caller and trap.
    @inlinable
    package func write(into packet: inout MutableSpan<UInt8>, at offset: Int = 0) {
        packet[offset] = 0x80
        packet[offset + 1] = payloadType | (marker ? 0x80 : 0)
        packet[offset + 2] = UInt8(truncatingIfNeeded: sequence >> 8)
        packet[offset + 3] = UInt8(truncatingIfNeeded: sequence)
        packet[offset + 4] = UInt8(truncatingIfNeeded: timestamp >> 24)
        packet[offset + 5] = UInt8(truncatingIfNeeded: timestamp >> 16)
        packet[offset + 6] = UInt8(truncatingIfNeeded: timestamp >> 8)
        packet[offset + 7] = UInt8(truncatingIfNeeded: timestamp)
        packet[offset + 8] = UInt8(truncatingIfNeeded: ssrc >> 24)
        packet[offset + 9] = UInt8(truncatingIfNeeded: ssrc >> 16)
        packet[offset + 10] = UInt8(truncatingIfNeeded: ssrc >> 8)
        packet[offset + 11] = UInt8(truncatingIfNeeded: ssrc)
    }
}
