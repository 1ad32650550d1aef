/// What audio we can do, on one leg.
package struct AudioCapability: Hashable, Sendable {
    /// A codec by its name in SDP, with the payload type that we give it in our offers.
    package struct Codec: Hashable, Sendable {
        /// In upper case: `PCMU`.
        package let name: String
        /// The payload type in our offers.
        package let payloadType: UInt8
        /// Timestamps in a second.
        package let clockRate: Int
        /// Channels as SDP counts them.
        package let channels: Int
        /// Whether we offer it, or only take it from who does.
        package let isOffered: Bool
        /// Whether audio in it must be decoded for a trunk, where all is G.711.
        package let isCostly: Bool
        /// The value of its a=rtpmap line with our payload type: `0 PCMU/8000`.
        let map: String

        /// A codec of these parts.
        package init(
            name: String, payloadType: UInt8, clockRate: Int = 8000, channels: Int = 1, isOffered: Bool = true,
            isCostly: Bool = false
        ) {
            self.name = name.uppercased()
            self.payloadType = payloadType
            self.clockRate = clockRate
            self.channels = channels
            self.isOffered = isOffered
            self.isCostly = isCostly
            map = AudioFormat.map(payloadType, name.uppercased(), clockRate, channels)
        }

        /// G.711 µ-law.
        package static let pcmu = Codec(name: "PCMU", payloadType: 0)
        /// G.711 A-law.
        package static let pcma = Codec(name: "PCMA", payloadType: 8)
        /// G.722, with the clock of 8 kHz that RFC 3551 §4.5.2 keeps by mistake for good.
        package static let g722 = Codec(name: "G722", payloadType: 9, isOffered: false, isCostly: true)
        /// Speex at 16 kHz (RFC 5574).
        package static let speexWideband = Codec(
            name: "SPEEX", payloadType: 98, clockRate: 16_000, isOffered: false, isCostly: true)
        /// Speex at 8 kHz.
        package static let speex = Codec(name: "SPEEX", payloadType: 97, isOffered: false, isCostly: true)
        /// Opus: always 48 kHz and two channels in SDP (RFC 7587 §4.1).
        package static let opus = Codec(
            name: "OPUS", payloadType: 111, clockRate: 48_000, channels: 2, isOffered: false, isCostly: true)
    }

    /// Whose order of codecs decides when we answer.
    package enum Preference: Hashable, Sendable {
        /// The offer's, as RFC 3264 §6.1 advises.
        case theirs
        /// Ours.
        case ours
        /// The offer's among those that spare a transcoding, then among the others.
        case cheapest
    }

    /// Our codecs, best first. Offers hold those that are offered: long ones do not survive every UDP path, and every
    /// phone takes one of three.
    package var codecs: [Codec]
    /// Whose order decides when we answer.
    package var preference: Preference
    /// The payload type of telephone-event in our offers (RFC 4733); `nil` neither offers nor takes it.
    package var telephoneEvent: UInt8?
    /// Milliseconds of audio in a packet, when the peer does not ask for another number.
    package var packetTime: Int
    /// Whether the audio is encrypted.
    package var encryption = MediaEncryption.off

    /// A capability of these parts.
    package init(
        codecs: [Codec] = Self.usual,
        preference: Preference = .cheapest, telephoneEvent: UInt8? = 101, packetTime: Int = 20
    ) {
        self.codecs = codecs
        self.preference = preference
        self.telephoneEvent = telephoneEvent
        self.packetTime = packetTime
    }

    /// What a desk phone is offered: G.722 too. A trunk carries G.711.
    package static let phone = AudioCapability(codecs: [
        .pcmu, .pcma, Codec(name: "G722", payloadType: 9, isCostly: true), .opus, .speexWideband, .speex,
    ])

    /// All that we know. One list for all lines.
    package static let usual: [Codec] = [.pcmu, .pcma, .g722, .opus, .speexWideband, .speex]
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
    /// Its clock: timestamps in a second.
    package var clockRate: Int
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
    /// The keys of what we send and of what we receive; `nil` when the audio is not encrypted.
    package var crypto: NegotiatedCrypto?

    /// An agreement of these parts.
    package init(
        host: String, port: UInt16, rtcpPort: UInt16, codec: String, clockRate: Int = 8000,
        sendPayloadType: UInt8, receivePayloadType: UInt8, telephoneEventSend: UInt8?, telephoneEventReceive: UInt8?,
        packetTime: Int,
        direction: AudioDirection, crypto: NegotiatedCrypto? = nil
    ) {
        self.crypto = crypto
        self.host = host
        self.port = port
        self.rtcpPort = rtcpPort
        self.codec = codec
        self.clockRate = clockRate
        self.sendPayloadType = sendPayloadType
        self.receivePayloadType = receivePayloadType
        self.telephoneEventSend = telephoneEventSend
        self.telephoneEventReceive = telephoneEventReceive
        self.packetTime = packetTime
        self.direction = direction
    }
}

/// The keys that offer and answer agreed on.
package struct NegotiatedCrypto: Hashable, Sendable {
    /// Of what we send.
    package let send: CryptoKey
    /// Of what we receive.
    package let receive: CryptoKey

    /// Keys of both directions.
    package init(send: CryptoKey, receive: CryptoKey) {
        self.send = send
        self.receive = receive
    }
}
