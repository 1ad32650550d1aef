/// What audio we can do, on one leg.
package struct AudioCapability: Hashable, Sendable {
    /// A codec by its name in SDP, with the payload type that we give it in our offers.
    package struct Codec: Hashable, Sendable {
        /// In upper case: `PCMU`.
        package let name: String
        /// The payload type in our offers.
        package let payloadType: UInt8
        /// Samples in a second.
        package let clockRate: Int

        /// A codec of these parts.
        package init(name: String, payloadType: UInt8, clockRate: Int = 8000) {
            self.name = name.uppercased()
            self.payloadType = payloadType
            self.clockRate = clockRate
        }

        /// G.711 µ-law.
        package static let pcmu = Codec(name: "PCMU", payloadType: 0)
        /// G.711 A-law.
        package static let pcma = Codec(name: "PCMA", payloadType: 8)
    }

    /// Whose order of codecs decides when we answer.
    package enum Preference: Hashable, Sendable {
        /// The offer's, as RFC 3264 §6.1 advises.
        case theirs
        /// Ours, to spare a transcoding.
        case ours
    }

    /// Our codecs, best first.
    package var codecs: [Codec]
    /// Whose order decides when we answer.
    package var preference: Preference
    /// The payload type of telephone-event in our offers (RFC 4733); `nil` neither offers nor takes it.
    package var telephoneEvent: UInt8?
    /// Milliseconds of audio in a packet, when the peer does not ask for another number.
    package var packetTime: Int

    /// A capability of these parts.
    package init(
        codecs: [Codec] = [.pcmu, .pcma], preference: Preference = .theirs, telephoneEvent: UInt8? = 101,
        packetTime: Int = 20
    ) {
        self.codecs = codecs
        self.preference = preference
        self.telephoneEvent = telephoneEvent
        self.packetTime = packetTime
    }
}

/// Our end of the audio: where we listen and what we want to do.
package struct LocalAudio: Hashable, Sendable {
    /// The address that the peer is told, in numbers.
    package var host: String
    /// The RTP port; RTCP is the one above.
    package var port: UInt16
    /// What we want to do: `sendReceive`, or less to put the peer on hold.
    package var direction: AudioDirection

    /// An end of these parts.
    package init(host: String, port: UInt16, direction: AudioDirection = .sendReceive) {
        self.host = host
        self.port = port
        self.direction = direction
    }
}

/// What offer and answer agreed on.
package struct NegotiatedAudio: Hashable, Sendable {
    /// Where we send to, in numbers. `0.0.0.0` when the peer is on hold the old way; ``direction`` then forbids sending.
    package var host: String
    /// The RTP port there.
    package var port: UInt16
    /// The RTCP port there.
    package var rtcpPort: UInt16
    /// The codec, in upper case: `PCMU`.
    package var codec: String
    /// Its payload type in what we send.
    package var sendPayloadType: UInt8
    /// Its payload type in what we receive; nearly always the same.
    package var receivePayloadType: UInt8
    /// telephone-event in what we send; `nil` when it was not agreed.
    package var telephoneEventSend: UInt8?
    /// telephone-event in what we receive.
    package var telephoneEventReceive: UInt8?
    /// Milliseconds of audio in a packet that we make: 10, 20, … 60.
    package var packetTime: Int
    /// What we may do.
    package var direction: AudioDirection

    /// An agreement of these parts.
    package init(
        host: String, port: UInt16, rtcpPort: UInt16, codec: String, sendPayloadType: UInt8,
        receivePayloadType: UInt8, telephoneEventSend: UInt8?, telephoneEventReceive: UInt8?, packetTime: Int,
        direction: AudioDirection
    ) {
        self.host = host
        self.port = port
        self.rtcpPort = rtcpPort
        self.codec = codec
        self.sendPayloadType = sendPayloadType
        self.receivePayloadType = receivePayloadType
        self.telephoneEventSend = telephoneEventSend
        self.telephoneEventReceive = telephoneEventReceive
        self.packetTime = packetTime
        self.direction = direction
    }
}
