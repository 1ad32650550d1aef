/// Names one RTP endpoint of the media engine for ever; never used again.
package struct EndpointID: Hashable, Sendable, Codable, BitwiseCopyable, CustomStringConvertible {
    /// The number, from 1.
    package let value: UInt64

    /// The endpoint with this number.
    package init(_ value: UInt64) { self.value = value }

    package var description: String { "endpoint \(value)" }
}

/// Names one playback of an endpoint, chosen by the one who asks for it.
package struct PlaybackID: Hashable, Sendable, Codable {
    /// The number.
    package let value: UInt64

    /// The playback with this number.
    package init(_ value: UInt64) { self.value = value }
}

/// Names a prompt that the engine has loaded, such as `greeting.en`.
package struct PromptKey: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The name.
    package let value: String

    /// The prompt with this name.
    package init(_ value: String) { self.value = value }

    package var description: String { value }
}

/// An IPv4 address and a UDP port, in host byte order.
package struct MediaAddress: Hashable, Sendable, Codable, BitwiseCopyable {
    /// The address, `127.0.0.1` being 0x7f00_0001.
    package var ipv4: UInt32
    /// The port.
    package var port: UInt16

    /// An address of these parts.
    package init(ipv4: UInt32, port: UInt16) {
        self.ipv4 = ipv4
        self.port = port
    }

    /// Reads dotted-quad text; `nil` for anything else.
    package init?(_ text: String, port: UInt16) {
        var (value, octet, digits, dots): (UInt32, UInt32, Int, Int) = (0, 0, 0, 0)
        for character in text.utf8 {
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                octet = octet * 10 + UInt32(character - UInt8(ascii: "0"))
                digits += 1
                guard digits <= 3, octet <= 255 else { return nil }
            case UInt8(ascii: "."):
                guard digits > 0, dots < 3 else { return nil }
                value = value << 8 | octet
                (octet, digits, dots) = (0, 0, dots + 1)
            default: return nil
            }
        }
        guard dots == 3, digits > 0 else { return nil }
        self.init(ipv4: value << 8 | octet, port: port)
    }

    /// Whether the address is one of those that mean something only in the network they are in: private (RFC 1918 §3)
    /// or behind a provider's own translation (RFC 6598 §7).
    package var isPrivate: Bool {
        switch (ipv4 >> 24, ipv4 >> 16 & 255) {
        case (10, _), (192, 168), (172, 16...31), (100, 64...127): true
        default: false
        }
    }

    /// The address as dotted-quad text.
    package var host: String { "\(ipv4 >> 24).\(ipv4 >> 16 & 255).\(ipv4 >> 8 & 255).\(ipv4 & 255)" }
}

/// How one endpoint sends and receives, as its offer/answer agreed.
package struct StreamParameters: Hashable, Sendable, Codable {
    /// Where we send: the address of the remote SDP.
    package var remote: MediaAddress
    /// The codec, and its payload type in what we send.
    package var codec: AudioCodec
    package var payloadType: UInt8
    /// Its payload type in what we receive; nearly always the same.
    package var payloadTypeReceived: UInt8
    /// The payload type of telephone-event in each direction; `nil` when it was not agreed (RFC 4733).
    package var telephoneEventSend: UInt8?
    package var telephoneEventReceive: UInt8?
    /// Milliseconds of audio in a packet that we make, 10…60.
    package var packetTime: Int
    /// What we may do, from our side of hold: `sendrecv`, `sendonly`, `recvonly`, `inactive`.
    package var direction: StreamDirection
    /// How the remote address may be learned.
    package var latching: Latching
    /// Whether keys are listened for in the audio while nobody is joined to it.
    package var detectsTones: Bool
    /// The keys when the audio is encrypted; `nil` when it is plain.
    package var keys: StreamKeys?

    /// Parameters of these parts.
    package init(
        remote: MediaAddress, codec: AudioCodec, payloadType: UInt8, payloadTypeReceived: UInt8? = nil,
        telephoneEventSend: UInt8?, telephoneEventReceive: UInt8?, packetTime: Int = 20,
        direction: StreamDirection = .sendReceive, latching: Latching = .locked, detectsTones: Bool = false,
        keys: StreamKeys? = nil
    ) {
        self.remote = remote
        self.codec = codec
        self.payloadType = payloadType
        self.payloadTypeReceived = payloadTypeReceived ?? payloadType
        self.telephoneEventSend = telephoneEventSend
        self.telephoneEventReceive = telephoneEventReceive
        self.packetTime = packetTime
        self.direction = direction
        self.latching = latching
        self.detectsTones = detectsTones
        self.keys = keys
    }
}

/// Who may send and receive, seen from our side (RFC 3264 §5.1).
package enum StreamDirection: String, Hashable, Sendable, Codable, CaseIterable, BitwiseCopyable {
    case sendReceive, sendOnly, receiveOnly, inactive
}

/// How an endpoint may learn where its peer really sends from.
package enum Latching: String, Hashable, Sendable, Codable, CaseIterable, BitwiseCopyable {
    /// Only the negotiated address and port is heard.
    case locked
    /// The negotiated IP address, with any port, is learned in a short window (the peer sends from another port).
    case samePeer
    /// Any source is learned in a short window: the peer is marked as behind NAT.
    case behindNAT
}
