/// The outer form of an RTCP datagram.
package enum RTCPCompound {
    /// Whether a datagram is a compound of whole RTCP packets that begins with a report.
    ///
    /// It looks at the headers only: version 2, a report first, no padding but in the last, and lengths that add up to
    /// the datagram. What passes may be shown to a parser.
    ///
    /// - Source: RFC 3550 §A.2. Deviation: reduced-size RTCP (RFC 5506) is not negotiated and thus refused.
    package static func isWellFormed(_ datagram: Span<UInt8>) -> Bool {
        guard datagram.count >= 8, datagram.count.isMultiple(of: 4) else { return false }
        guard datagram[1] == 200 || datagram[1] == 201 else { return false }
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
