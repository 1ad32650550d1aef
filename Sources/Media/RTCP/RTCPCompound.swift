/// The outer form of an RTCP datagram.
package enum RTCPCompound {
    /// Packet types (RFC 3550 §12.1).
    static let senderReport: UInt8 = 200, receiverReport: UInt8 = 201, description: UInt8 = 202, bye: UInt8 = 203

    /// Whether a datagram is a compound of whole RTCP packets that begins with a report.
    ///
    /// It looks at the headers only: version 2, a report first, no padding but in the last, and lengths that add up to
    /// the datagram. What passes may be shown to a parser.
    ///
    /// - Source: RFC 3550 §A.2. Deviation: reduced-size RTCP (RFC 5506) is not negotiated and thus refused.
    package static func isWellFormed(_ datagram: Span<UInt8>) -> Bool {
        guard datagram.count >= 8, datagram.count.isMultiple(of: 4) else { return false }
        guard datagram[1] == senderReport || datagram[1] == receiverReport else { return false }
        var offset = 0
        while offset < datagram.count {
            guard datagram.count - offset >= 4, datagram[offset] >> 6 == 2 else { return false }
            let length = 4 * (1 + (Int(datagram[offset + 2]) << 8 | Int(datagram[offset + 3])))
            guard datagram.count - offset >= length else { return false }
            let isLast = datagram.count - offset == length
            if datagram[offset] & 0x20 != 0 {
                let padding = Int(datagram[offset + length - 1])
                guard isLast, padding > 0, padding.isMultiple(of: 4), padding < length else { return false }
            }
            offset += length
        }
        return true
    }
}

/// What a peer's compound says that matters to us: when it was sent, and how our stream arrives there.
package struct RTCPFacts: Hashable, Sendable, BitwiseCopyable {
    /// Who sent it.
    package private(set) var sender: UInt32 = 0
    /// The NTP time of its sender report; `nil` when it is a receiver report.
    package private(set) var sent: NTPTime?
    /// The block on our stream; `nil` when it has none.
    package private(set) var block: ReportBlock?

    /// Reads a compound.
    ///
    /// - Parameter ssrc: our stream's.
    /// - Returns: `nil` when it is not well-formed. Blocks that a header promises and its length does not hold are not
    ///   there.
    package init?(reading datagram: Span<UInt8>, about ssrc: UInt32) {
        guard RTCPCompound.isWellFormed(datagram) else { return nil }
        sender = datagram.word(at: 4)
        var offset = 0
        while datagram.count - offset >= 8 {
            let length = 4 * (1 + (Int(datagram[offset + 2]) << 8 | Int(datagram[offset + 3])))
            let type = datagram[offset + 1]
            if type == RTCPCompound.senderReport || type == RTCPCompound.receiverReport {
                var place = offset + 8
                if type == RTCPCompound.senderReport {
                    guard length >= 28 else { return nil }
                    if offset == 0 {
                        sent = NTPTime(UInt64(datagram.word(at: place)) << 32 | UInt64(datagram.word(at: place + 4)))
                    }
                    place += 20
                }
                var blocks = Int(datagram[offset] & 0x1F)
                while blocks > 0, place + ReportBlock.count <= offset + length {
                    if let found = ReportBlock(reading: datagram, at: place), found.ssrc == ssrc { block = found }
                    place += ReportBlock.count
                    blocks -= 1
                }
            }
            offset += length
        }
    }
}
