/// One audio stream of a description, read: what it says, with the session's lines filled in.
package struct AudioStream: Hashable, Sendable {
    /// Where it wants to be sent to; `nil` when no c= line says so.
    package var host: String?
    /// The RTP port; 0 means that the stream is not wanted.
    package var port: UInt16
    /// `RTP/AVP` and the like, in upper case.
    package var proto: String
    /// The formats in the order of preference; each payload type once.
    package var formats: [AudioFormat]
    /// Milliseconds in a packet that its maker likes to receive, as written.
    package var packetTime: Int?
    /// The most milliseconds in a packet that its maker takes, as written.
    package var maximumPacketTime: Int?
    /// What its maker does.
    package var direction: AudioDirection
    /// The port of an a=rtcp line (RFC 3605).
    package var rtcpPort: UInt16?

    /// The stream at `index` of `description`; `nil` when that is not an audio stream.
    package init?(_ description: SessionDescription, at index: Int) {
        guard description.media.indices.contains(index), description.media[index].kind == "audio" else { return nil }
        let media = description.media[index]
        host = (media.connection ?? description.connection)?.host
        port = media.port
        proto = media.proto.uppercased()
        formats = AudioFormat.formats(of: media)
        packetTime = media.values("ptime").lazy.compactMap { Self.milliseconds($0) }.first
        maximumPacketTime = media.values("maxptime").lazy.compactMap { Self.milliseconds($0) }.first
        direction =
            AudioDirection(in: media.attributes) ?? AudioDirection(in: description.attributes) ?? .sendReceive
        rtcpPort = media.values("rtcp").first.flatMap { UInt16($0.prefix { $0 != " " }) }
    }

    /// All audio streams of `description` with their place.
    package static func all(in description: SessionDescription) -> [(index: Int, stream: AudioStream)] {
        description.media.indices.compactMap { index in
            AudioStream(description, at: index).map { (index, $0) }
        }
    }

    // `a=ptime:20.0` and `a=ptime:20 ` have been seen.
    private static func milliseconds(_ text: String) -> Int? {
        Int(text.prefix { $0.isASCII && $0.isNumber })
    }
}

/// Who sends, seen from the maker of the description (RFC 8866 §6.7).
package enum AudioDirection: String, Hashable, Sendable, Codable, CaseIterable {
    case sendReceive = "sendrecv"
    case sendOnly = "sendonly"
    case receiveOnly = "recvonly"
    case inactive

    /// Whether the maker sends.
    package var sends: Bool { self == .sendReceive || self == .sendOnly }
    /// Whether the maker listens.
    package var receives: Bool { self == .sendReceive || self == .receiveOnly }

    /// The direction of one that does these.
    package init(sends: Bool, receives: Bool) {
        self = sends ? (receives ? .sendReceive : .sendOnly) : (receives ? .receiveOnly : .inactive)
    }

    /// The same stream seen from the other end.
    package var mirrored: AudioDirection { AudioDirection(sends: receives, receives: sends) }

    /// What is left when both must allow it.
    package func limited(to other: AudioDirection) -> AudioDirection {
        AudioDirection(sends: sends && other.sends, receives: receives && other.receives)
    }

    init?(in attributes: [SDPAttribute]) {
        guard let found = attributes.last(where: { Self(rawValue: $0.name) != nil }) else { return nil }
        self.init(rawValue: found.name)
    }
}

/// One format of an audio stream: a payload type and what it stands for.
package struct AudioFormat: Hashable, Sendable {
    /// 0…127.
    package var payloadType: UInt8
    /// `PCMU`, `telephone-event`, … in upper case; `nil` for a dynamic type that nothing explains.
    package var encoding: String?
    /// Samples in a second, as RTP counts them.
    package var clockRate: Int
    /// The a=fmtp line of the type.
    package var parameters: String?

    /// A format of these parts.
    package init(payloadType: UInt8, encoding: String?, clockRate: Int = 8000, parameters: String? = nil) {
        self.payloadType = payloadType
        self.encoding = encoding?.uppercased()
        self.clockRate = clockRate
        self.parameters = parameters
    }

    static let telephoneEventName = "TELEPHONE-EVENT"

    static func formats(of media: MediaDescription) -> [AudioFormat] {
        var maps: [UInt8: (String, Int)] = [:]
        for value in media.values("rtpmap") {
            guard let (type, encoding) = split(value), maps[type] == nil else { continue }
            // `PCMU/8000/1`; a rate that is no rate explains nothing.
            let parts = encoding.split(separator: "/")
            guard let name = parts.first, parts.count > 1, let rate = Int(parts[1]), (1...192_000).contains(rate)
            else { continue }
            maps[type] = (name.uppercased(), rate)
        }
        var parameters: [UInt8: String] = [:]
        for value in media.values("fmtp") {
            if let (type, text) = split(value), parameters[type] == nil { parameters[type] = String(text) }
        }
        var seen: Set<UInt8> = []
        return media.formats.compactMap { text in
            guard let type = UInt8(text), type <= 127, seen.insert(type).inserted else { return nil }
            let (name, rate) = maps[type] ?? assigned[type] ?? (nil, 8000)
            return AudioFormat(payloadType: type, encoding: name, clockRate: rate, parameters: parameters[type])
        }
    }

    private static func split(_ value: String) -> (UInt8, Substring)? {
        let words = value.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let type = UInt8(words[0]), type <= 127 else { return nil }
        return (type, words[1])
    }

    /// Payload types that need no a=rtpmap line (RFC 3551 §6, table 4).
    private static let assigned: [UInt8: (String?, Int)] = [
        0: ("PCMU", 8000), 3: ("GSM", 8000), 4: ("G723", 8000), 5: ("DVI4", 8000), 6: ("DVI4", 16_000),
        7: ("LPC", 8000), 8: ("PCMA", 8000), 9: ("G722", 8000), 10: ("L16", 44_100), 11: ("L16", 44_100),
        12: ("QCELP", 8000), 13: ("CN", 8000), 14: ("MPA", 90_000), 15: ("G728", 8000), 16: ("DVI4", 11_025),
        17: ("DVI4", 22_050), 18: ("G729", 8000),
    ]
}
