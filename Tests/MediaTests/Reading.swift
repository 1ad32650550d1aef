import Media

// Spans cannot pass through the macros of Swift Testing.

/// The header of these bytes.
func header(of packet: [UInt8]) -> RTPHeader? { RTPHeader(reading: packet.span) }

/// Whether these bytes are an RTCP compound.
func isCompound(_ datagram: [UInt8]) -> Bool { RTCPCompound.isWellFormed(datagram.span) }
