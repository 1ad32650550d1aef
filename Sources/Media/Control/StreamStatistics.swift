/// What an endpoint counted over its life.
package struct StreamStatistics: Hashable, Sendable, Codable, BitwiseCopyable {
    package var packetsReceived: UInt64 = 0
    package var packetsSent: UInt64 = 0
    package var bytesReceived: UInt64 = 0
    package var bytesSent: UInt64 = 0
    /// From a source that is not the peer.
    package var packetsRefused: UInt64 = 0
    /// Not RTP, or not of this stream.
    package var packetsMalformed: UInt64 = 0
    /// Holes in the sequence numbers received.
    package var packetsLost: UInt64 = 0
    /// Packets that the kernel would not take.
    package var sendErrors: UInt64 = 0
    /// RTCP datagrams of the peer.
    package var reportsReceived: UInt64 = 0
    /// RTCP datagrams of ours.
    package var reportsSent: UInt64 = 0
    /// How unevenly the peer's packets came, in microseconds: the mean of what was read at each report, and the worst
    /// (RFC 3550 §6.4.1).
    package var jitterMean: UInt32 = 0
    package var jitterWorst: UInt32 = 0
    /// What the peer reported of what it got from us; `nil` when it reported nothing.
    package var reported: ReportedReception?
    /// How long either side could not speak by agreement (hold), in milliseconds.
    package var heldMilliseconds: UInt64 = 0

    /// All zero.
    package init() {}
}

/// What a peer reported of the stream it got from us (RTCP). Times are microseconds.
package struct ReportedReception: Hashable, Sendable, Codable, BitwiseCopyable {
    /// Packets that it misses.
    package var packetsLost: UInt64
    /// How unevenly they came: the mean of its reports, and the worst.
    package var jitterMean: UInt32
    package var jitterWorst: UInt32
    /// From us to it and back, without its own delay; `nil` when it never repeated the time of a report of ours.
    package var roundTripMean: UInt32?
    package var roundTripWorst: UInt32?

    /// A report of these parts.
    package init(
        packetsLost: UInt64, jitterMean: UInt32, jitterWorst: UInt32, roundTripMean: UInt32?, roundTripWorst: UInt32?
    ) {
        self.packetsLost = packetsLost
        self.jitterMean = jitterMean
        self.jitterWorst = jitterWorst
        self.roundTripMean = roundTripMean
        self.roundTripWorst = roundTripWorst
    }
}

/// One side of a bridge is not heard while the other is: what the engine can see of why.
///
/// A plain value that crosses the process boundary in ``MediaEvent/oneWay(_:_:)``; the words for people are signalling's,
/// which also knows what the descriptions said.
package struct OneWayAudio: Hashable, Sendable, Codable {
    /// The plainest sign there is.
    package enum Sign: String, Hashable, Sendable, Codable, CaseIterable, BitwiseCopyable {
        /// Nothing has come to the port since the endpoint was configured.
        case nothingCame
        /// Audio comes from an address that was not agreed on.
        case otherAddress
        /// Audio comes in a payload type that was not agreed on.
        case otherPayloadType
        /// What comes does not decrypt: other keys, or no encryption.
        case notDecrypted
        /// What comes is no RTP.
        case malformed
        /// It was heard before, and stopped.
        case stopped
    }

    /// What the engine saw.
    package var sign: Sign
    /// What we send is refused by the far machine: its port is closed (ICMP).
    package var isPortClosed: Bool
    /// Where audio comes from that is not the peer's, as of ``Sign/otherAddress``.
    package var source: MediaAddress?
    /// The payload type that is not the peer's, as of ``Sign/otherPayloadType``.
    package var payloadType: UInt8?

    /// A finding of these parts.
    package init(sign: Sign, isPortClosed: Bool = false, source: MediaAddress? = nil, payloadType: UInt8? = nil) {
        self.sign = sign
        self.isPortClosed = isPortClosed
        self.source = source
        self.payloadType = payloadType
    }
}
