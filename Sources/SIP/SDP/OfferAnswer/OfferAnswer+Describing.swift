extension OfferAnswer {
    /// The description of `half` with our o= line. Its version goes up by one when it says something else than the last one that we
    /// sent, and only then: a refresh must be known by it (RFC 3264 §8, RFC 4028 §7.4).
    mutating func sent(_ half: OwnHalf) -> SessionDescription {
        if let lastSent, lastSent.description != half.description { version += 1 }
        lastSent = half
        var complete = half.description
        complete.origin = SDPOrigin(
            sessionID: AudioFormat.text(of: sessionID), version: AudioFormat.text(of: version),
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
        for index in formats.indices {
            let type = formats[index].payloadType
            media.formats.append(AudioFormat.text(of: UInt64(type)))
            media.attributes.append(SDPAttribute("rtpmap", map(formats[index])))
        }
        if let events {
            let type = AudioFormat.text(of: UInt64(events.payloadType))
            media.formats.append(type)
            // As nearly everybody writes it; one text for all lines.
            let isUsual = events.payloadType == 101 && events.clockRate == 8000
            media.attributes.append(
                SDPAttribute(
                    "rtpmap",
                    isUsual
                        ? "101 telephone-event/8000"
                        : AudioFormat.map(events.payloadType, "telephone-event", events.clockRate, 1)))
            media.attributes.append(SDPAttribute("fmtp", isUsual ? "101 0-15" : type + " 0-15"))
        }
        for key in crypto { media.attributes.append(SDPAttribute("crypto", key.value)) }
        media.attributes.append(SDPAttribute("ptime", AudioFormat.text(of: UInt64(clamping: packetTime))))
        media.attributes.append(SDPAttribute(direction.rawValue))
        return media
    }

    /// The value of the a=rtpmap line of a format. Most often it is that of our own codec, which has it ready.
    private func map(_ format: AudioFormat) -> String {
        var channels = 1
        for index in capability.codecs.indices where capability.codecs[index].name == format.encoding {
            let type = capability.codecs[index].payloadType
            if type == format.payloadType, capability.codecs[index].clockRate == format.clockRate {
                return capability.codecs[index].map
            }
            channels = max(channels, capability.codecs[index].channels)
        }
        return AudioFormat.map(format.payloadType, format.encoding ?? "", format.clockRate, channels)
    }

    /// The stream of an offer, refused: port 0, and one of its formats because the line needs one (RFC 3264 §6).
    func refused(_ media: MediaDescription) -> MediaDescription {
        MediaDescription(kind: media.kind, port: 0, proto: media.proto, formats: [media.formats.first ?? "0"])
    }

    /// Every codec of ours and telephone-event. What is agreed keeps its payload types, which must not change their
    /// meaning within a session (RFC 3264 §8.3.2).
    func everyFormat() -> (formats: [AudioFormat], events: AudioFormat?) {
        var formats: [AudioFormat] = []
        formats.reserveCapacity(capability.codecs.count)
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
