extension OfferAnswer {
    /// The description of `half` with our o= line. Its version goes up by one when it says something else than the last one that we
    /// sent, and only then: a refresh must be known by it (RFC 3264 §8, RFC 4028 §7.4).
    mutating func sent(_ half: OwnHalf) -> SessionDescription {
        if let lastSent, lastSent.description != half.description { version += 1 }
        lastSent = half
        var complete = half.description
        complete.origin = SDPOrigin(
            sessionID: Self.text { $0.append(number: sessionID) }, version: Self.text { $0.append(number: version) },
            connection: SDPConnection(host: half.local.host))
        return complete
    }

    /// Our audio stream with these formats.
    func described(
        _ port: UInt16, _ proto: String, _ formats: [AudioFormat], events: AudioFormat?, _ packetTime: Int,
        _ direction: AudioDirection, crypto: [CryptoAttribute]
    ) -> MediaDescription {
        var media = MediaDescription(kind: "audio", port: port, proto: proto, formats: [])
        media.formats.reserveCapacity(formats.count + 1)
        media.attributes.reserveCapacity(formats.count + crypto.count + 4)
        // Also for 0 and 8, which do not need it: some phones look for the line.
        for format in formats {
            let channels = capability.codecs.first { $0.name == format.encoding }?.channels ?? 1
            media.formats.append(Self.text { $0.append(number: format.payloadType) })
            media.attributes.append(
                SDPAttribute(
                    "rtpmap", Self.rtpmap(format.payloadType, format.encoding ?? "", format.clockRate, channels)))
        }
        if let events {
            let type = Self.text { $0.append(number: events.payloadType) }
            media.formats.append(type)
            media.attributes.append(
                SDPAttribute("rtpmap", Self.rtpmap(events.payloadType, "telephone-event", events.clockRate, 1)))
            media.attributes.append(SDPAttribute("fmtp", type + " 0-15"))
        }
        for key in crypto { media.attributes.append(SDPAttribute("crypto", key.value)) }
        media.attributes.append(SDPAttribute("ptime", Self.text { $0.append(number: packetTime) }))
        media.attributes.append(SDPAttribute(direction.rawValue))
        return media
    }

    /// `0 PCMU/8000`.
    private static func rtpmap(_ type: UInt8, _ encoding: String, _ clockRate: Int, _ channels: Int) -> String {
        text { writer in
            writer.append(number: type)
            writer.append(byte: 0x20)
            writer.append(asIs: encoding)
            writer.append(byte: UInt8(ascii: "/"))
            writer.append(number: clockRate)
            if channels != 1 {
                writer.append(byte: UInt8(ascii: "/"))
                writer.append(number: channels)
            }
        }
    }

    /// Joined, not interpolated: every call makes several.
    private static func text(_ write: (inout MessageWriter) -> Void) -> String {
        var writer = MessageWriter(reserving: 32)
        write(&writer)
        return writer.text
    }

    /// The stream of an offer, refused: port 0, and one of its formats because the line needs one (RFC 3264 §6).
    func refused(_ media: MediaDescription) -> MediaDescription {
        MediaDescription(kind: media.kind, port: 0, proto: media.proto, formats: [media.formats.first ?? "0"])
    }

    /// Every codec of ours and telephone-event. What is agreed keeps its payload types, which must not change their
    /// meaning within a session (RFC 3264 §8.3.2).
    func everyFormat() -> (formats: [AudioFormat], events: AudioFormat?) {
        var formats: [AudioFormat] = []
        for codec in capability.codecs {
            let isAgreed = agreed?.codec == codec.name && agreed?.clockRate == codec.clockRate
            guard codec.isOffered || isAgreed else { continue }
            let type = (isAgreed ? agreed?.receivePayloadType : nil) ?? codec.payloadType
            // A peer may have given PCMU the number of PCMA; one number cannot stand for both.
            if formats.contains(where: { $0.payloadType == type }) { continue }
            formats.append(AudioFormat(payloadType: type, encoding: codec.name, clockRate: codec.clockRate))
        }
        let events = agreed?.telephoneEventReceive ?? capability.telephoneEvent
        guard let events, !formats.contains(where: { $0.payloadType == events }) else { return (formats, nil) }
        return (formats, AudioFormat(payloadType: events, encoding: AudioFormat.telephoneEventName))
    }
}
