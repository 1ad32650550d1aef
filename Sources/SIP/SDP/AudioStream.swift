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
    /// The keys it offers, of the suites that are ours (RFC 4568).
    package var crypto: [CryptoAttribute] = []

    /// The stream at `index` of `description`; `nil` when that is not an audio stream.
    package init?(_ description: SessionDescription, at index: Int) {
        guard description.media.indices.contains(index), description.media[index].kind == "audio" else { return nil }
        // The parts, not the whole: a copy of it would count nine references.
        let attributes = description.media[index].attributes
        host = description.media[index].connection?.host ?? description.connection?.host
        port = description.media[index].port
        proto = description.media[index].proto.asciiUppercased
        formats = AudioFormat.listed(description.media[index].formats)
        var direction: AudioDirection?
        // By place: an attribute that is handed out is copied, both strings of it.
        for place in attributes.indices {
            switch attributes[place].name {
            case "rtpmap": AudioFormat.takeMap(attributes[place].value, &formats)
            case "fmtp": AudioFormat.takeParameters(attributes[place].value, &formats)
            case "ptime": packetTime = packetTime ?? Self.number(attributes[place].value)
            case "maxptime": maximumPacketTime = maximumPacketTime ?? Self.number(attributes[place].value)
            case "rtcp":
                guard rtcpPort == nil, let port = Self.number(attributes[place].value, endingAt: 0x20) else { continue }
                rtcpPort = UInt16(exactly: port)
            case "crypto":
                guard crypto.count < 8, let key = CryptoAttribute(attributes[place].value ?? "") else { continue }
                crypto.append(key)
            default: direction = AudioDirection(name: attributes[place].name) ?? direction
            }
        }
        AudioFormat.takeAssigned(&formats)
        self.direction = direction ?? AudioDirection(in: description.attributes) ?? .sendReceive
    }

    /// All audio streams of `description` with their place.
    package static func all(in description: SessionDescription) -> [(index: Int, stream: AudioStream)] {
        description.media.indices.compactMap { index in
            AudioStream(description, at: index).map { (index, $0) }
        }
    }

    /// The digits that the value begins with: `a=ptime:20.0` and `a=ptime:20 ` have been seen. `end` is what must stand
    /// behind them when anything does.
    private static func number(_ value: String?, endingAt end: UInt8? = nil) -> Int? {
        guard let value else { return nil }
        let span = value.utf8.span
        var digits = 0
        while digits < span.count, span[digits] >= 0x30, span[digits] <= 0x39 { digits += 1 }
        if let end, digits < span.count, span[digits] != end { return nil }
        return span.extracting(..<digits).wholeNumber
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
        for attribute in attributes.reversed() {
            guard let direction = AudioDirection(name: attribute.name) else { continue }
            self = direction
            return
        }
        return nil
    }

    /// The direction of this name. All four names have eight letters, and few other attributes do.
    init?(name: String) {
        guard name.utf8.count == 8 else { return nil }
        self.init(rawValue: name)
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
        self.encoding = encoding?.asciiUppercased
        self.clockRate = clockRate
        self.parameters = parameters
    }

    static let telephoneEventName = "TELEPHONE-EVENT"

    /// The formats that an m= line lists, not explained yet.
    static func listed(_ texts: [String]) -> [AudioFormat] {
        var formats: [AudioFormat] = []
        formats.reserveCapacity(texts.count)
        for index in texts.indices {
            guard let type = payloadType(texts[index].utf8.span), place(type, formats) == nil else { continue }
            formats.append(AudioFormat(payloadType: type, encoding: nil))
        }
        return formats
    }

    /// Takes the value of an a=rtpmap line: `101 telephone-event/8000`. The first that can be read counts.
    static func takeMap(_ value: String?, _ formats: inout [AudioFormat]) {
        guard let value else { return }
        let span = value.utf8.span
        guard let (place, start) = split(span, formats), formats[place].encoding == nil,
            let (name, rate) = encoding(span.extracting(start...))
        else { return }
        formats[place].encoding = name
        formats[place].clockRate = rate
    }

    /// Takes the value of an a=fmtp line: `101 0-15`. The first of a type counts.
    static func takeParameters(_ value: String?, _ formats: inout [AudioFormat]) {
        guard let value else { return }
        let span = value.utf8.span
        guard let (place, start) = split(span, formats), formats[place].parameters == nil else { return }
        formats[place].parameters = text(span.extracting(start...))
    }

    /// Explains what no a=rtpmap line did and none has to.
    static func takeAssigned(_ formats: inout [AudioFormat]) {
        for place in formats.indices where formats[place].encoding == nil {
            guard let known = assigned(formats[place].payloadType) else { continue }
            (formats[place].encoding, formats[place].clockRate) = known
        }
    }

    // A stream has a handful of formats: looking through a short list is cheaper than hashing.
    private static func place(_ type: UInt8, _ formats: [AudioFormat]) -> Int? {
        for index in formats.indices where formats[index].payloadType == type { return index }
        return nil
    }

    /// The place of the format that the value is about, and where what follows the type begins: of `101 0-15` 4.
    private static func split(_ bytes: Span<UInt8>, _ formats: [AudioFormat]) -> (place: Int, start: Int)? {
        var space = 0
        while space < bytes.count, bytes[space] != 0x20 { space += 1 }
        var start = space
        while start < bytes.count, bytes[start] == 0x20 { start += 1 }
        guard start < bytes.count, let type = payloadType(bytes.extracting(..<space)), let place = place(type, formats)
        else { return nil }
        return (place, start)
    }

    private static func payloadType(_ bytes: Span<UInt8>) -> UInt8? {
        guard let number = bytes.wholeNumber, number <= 127 else { return nil }
        return UInt8(number)
    }

    /// Name and rate of `PCMU/8000/1`; a rate that is no rate explains nothing.
    private static func encoding(_ bytes: Span<UInt8>) -> (String, Int)? {
        var slash = 0
        while slash < bytes.count, bytes[slash] != UInt8(ascii: "/") { slash += 1 }
        guard slash > 0, slash < bytes.count else { return nil }
        var end = slash + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "/") { end += 1 }
        guard let rate = bytes.extracting(slash + 1..<end).wholeNumber, (1...192_000).contains(rate) else {
            return nil
        }
        let name = bytes.extracting(..<slash)
        if name.count == telephoneEventName.utf8.count, telephoneEventName.equalsIgnoringCase(name) {
            return (telephoneEventName, rate)
        }
        return (text(name).asciiUppercased, rate)
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// What payload types mean that need no a=rtpmap line (RFC 3551 §6, table 4).
    private static func assigned(_ type: UInt8) -> (String, Int)? {
        switch type {
        case 0: ("PCMU", 8000)
        case 3: ("GSM", 8000)
        case 4: ("G723", 8000)
        case 5: ("DVI4", 8000)
        case 6: ("DVI4", 16_000)
        case 7: ("LPC", 8000)
        case 8: ("PCMA", 8000)
        case 9: ("G722", 8000)
        case 10, 11: ("L16", 44_100)
        case 12: ("QCELP", 8000)
        case 13: ("CN", 8000)
        case 14: ("MPA", 90_000)
        case 15: ("G728", 8000)
        case 16: ("DVI4", 11_025)
        case 17: ("DVI4", 22_050)
        case 18: ("G729", 8000)
        default: nil
        }
    }
}
