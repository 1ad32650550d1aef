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
        let media = description.media[index]
        host = (media.connection ?? description.connection)?.host
        port = media.port
        proto = media.proto.asciiUppercased
        formats = AudioFormat.formats(of: media)
        packetTime = Self.milliseconds("ptime", media.attributes)
        maximumPacketTime = Self.milliseconds("maxptime", media.attributes)
        direction =
            AudioDirection(in: media.attributes) ?? AudioDirection(in: description.attributes) ?? .sendReceive
        if let attribute = media.attributes.first(where: { $0.name == "rtcp" }) {
            rtcpPort = (attribute.value ?? "").utf8.prefix { $0 != 0x20 }.wholeNumber.flatMap { UInt16(exactly: $0) }
        }
        if media.attributes.contains(where: { $0.name == "crypto" }) {
            crypto = media.values("crypto").prefix(8).compactMap(CryptoAttribute.init)
        }
    }

    /// All audio streams of `description` with their place.
    package static func all(in description: SessionDescription) -> [(index: Int, stream: AudioStream)] {
        description.media.indices.compactMap { index in
            AudioStream(description, at: index).map { (index, $0) }
        }
    }

    // `a=ptime:20.0` and `a=ptime:20 ` have been seen.
    private static func milliseconds(_ name: String, _ attributes: [SDPAttribute]) -> Int? {
        for attribute in attributes where attribute.name == name {
            if let number = (attribute.value ?? "").utf8.prefix(while: ByteSet.digits.contains).wholeNumber {
                return number
            }
        }
        return nil
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

    static func formats(of media: MediaDescription) -> [AudioFormat] {
        // A stream has a handful of them: looking through a short list is cheaper than hashing.
        var maps: [(type: UInt8, name: String, rate: Int)] = []
        var parameters: [(type: UInt8, text: String)] = []
        maps.reserveCapacity(media.attributes.count)
        for index in media.attributes.indices {
            guard let value = media.attributes[index].value else { continue }
            switch media.attributes[index].name {
            case "rtpmap":
                guard let (type, start) = split(value.utf8.span), !maps.contains(where: { $0.type == type }),
                    let (name, rate) = encoding(value.utf8.span.extracting(start...))
                else { continue }
                maps.append((type, name, rate))
            case "fmtp":
                guard let (type, start) = split(value.utf8.span), !parameters.contains(where: { $0.type == type })
                else { continue }
                parameters.append((type, text(value.utf8.span.extracting(start...))))
            default: continue
            }
        }
        var formats: [AudioFormat] = []
        formats.reserveCapacity(media.formats.count)
        for index in media.formats.indices {
            guard let type = payloadType(media.formats[index].utf8.span),
                !formats.contains(where: { $0.payloadType == type })
            else { continue }
            let map = maps.first { $0.type == type }
            let known = map == nil ? assigned[type] : nil
            formats.append(
                AudioFormat(
                    payloadType: type, encoding: map?.name ?? known?.0, clockRate: map?.rate ?? known?.1 ?? 8000,
                    parameters: parameters.first { $0.type == type }?.text))
        }
        return formats
    }

    /// The type, and where what follows it begins: of `101 0-15` 101 and 4.
    private static func split(_ bytes: Span<UInt8>) -> (UInt8, Int)? {
        var space = 0
        while space < bytes.count, bytes[space] != 0x20 { space += 1 }
        var start = space
        while start < bytes.count, bytes[start] == 0x20 { start += 1 }
        guard start < bytes.count, let type = payloadType(bytes.extracting(..<space)) else { return nil }
        return (type, start)
    }

    private static func payloadType(_ bytes: Span<UInt8>) -> UInt8? {
        guard let number = number(bytes), number <= 127 else { return nil }
        return UInt8(number)
    }

    /// Name and rate of `PCMU/8000/1`; a rate that is no rate explains nothing.
    private static func encoding(_ bytes: Span<UInt8>) -> (String, Int)? {
        var slash = 0
        while slash < bytes.count, bytes[slash] != UInt8(ascii: "/") { slash += 1 }
        guard slash > 0, slash < bytes.count else { return nil }
        var end = slash + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "/") { end += 1 }
        guard let rate = number(bytes.extracting(slash + 1..<end)), (1...192_000).contains(rate) else { return nil }
        return (text(bytes.extracting(..<slash)), rate)
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// The number that these digits are, all of them; `nil` without a digit, with anything else, and beyond nine digits.
    private static func number(_ digits: Span<UInt8>) -> Int? {
        guard digits.count > 0, digits.count <= 9 else { return nil }
        var number = 0
        for index in digits.indices {
            guard ByteSet.digits.contains(digits[index]) else { return nil }
            number = number * 10 + Int(digits[index] - 0x30)
        }
        return number
    }

    /// Payload types that need no a=rtpmap line (RFC 3551 §6, table 4).
    private static let assigned: [UInt8: (String?, Int)] = [
        0: ("PCMU", 8000), 3: ("GSM", 8000), 4: ("G723", 8000), 5: ("DVI4", 8000), 6: ("DVI4", 16_000),
        7: ("LPC", 8000), 8: ("PCMA", 8000), 9: ("G722", 8000), 10: ("L16", 44_100), 11: ("L16", 44_100),
        12: ("QCELP", 8000), 13: ("CN", 8000), 14: ("MPA", 90_000), 15: ("G728", 8000), 16: ("DVI4", 11_025),
        17: ("DVI4", 22_050), 18: ("G729", 8000),
    ]
}

extension Substring.UTF8View {
    /// The number that these digits are, all of them; `nil` without a digit, with anything else, and beyond nine digits.
    fileprivate var wholeNumber: Int? {
        var number = 0
        var digits = 0
        for byte in self {
            guard ByteSet.digits.contains(byte), digits < 9 else { return nil }
            number = number * 10 + Int(byte - 0x30)
            digits += 1
        }
        return digits == 0 ? nil : number
    }
}
