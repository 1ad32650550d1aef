/// The choice of one codec and of telephone-event among the formats that the other end wrote.
struct AudioSelection: Hashable {
    /// The chosen codec.
    let codec: AudioCapability.Codec
    /// The format of the other end that stands for it.
    let format: AudioFormat
    /// The format of the other end for telephone-event.
    let telephoneEvent: AudioFormat?

    /// The choice; `nil` when there is no codec in common.
    ///
    /// - Parameters:
    ///   - formats: those of the other end, in its order.
    ///   - offered: our own, when the other ones are the answer to them: no codec is chosen that they do not have.
    init?(
        _ formats: [AudioFormat], _ capability: AudioCapability, preference: AudioCapability.Preference,
        offered: [AudioFormat]? = nil
    ) {
        var best: (AudioCapability.Codec, AudioFormat)?
        switch preference {
        case .theirs, .cheapest:
            for format in formats {
                guard let codec = Self.codec(of: format, capability, offered) else { continue }
                if best == nil { best = (codec, format) }
                if preference == .theirs || !codec.isCostly {
                    best = (codec, format)
                    break
                }
            }
        case .ours:
            for codec in capability.codecs {
                guard let format = formats.first(where: { Self.match(codec, $0) }) else { continue }
                best = (codec, format)
                break
            }
        }
        guard let (codec, format) = best else { return nil }
        self.init(codec, format, formats, capability)
    }

    /// What stands for this codec among our own formats.
    init?(_ formats: [AudioFormat], of codec: AudioCapability.Codec, _ capability: AudioCapability) {
        guard let format = formats.first(where: { Self.match(codec, $0) }) else { return nil }
        self.init(codec, format, formats, capability)
    }

    private init(
        _ codec: AudioCapability.Codec, _ format: AudioFormat, _ formats: [AudioFormat], _ capability: AudioCapability
    ) {
        self.codec = codec
        self.format = format
        // Its clock should be the codec's (RFC 4733 §2.1); beside a codec with a faster one many write 8000 alone, and mean it.
        var event: AudioFormat?
        if capability.telephoneEvent != nil {
            for format in formats where format.encoding == AudioFormat.telephoneEventName {
                if format.clockRate == codec.clockRate {
                    event = format
                    break
                }
                if event == nil, format.clockRate == 8000 { event = format }
            }
        }
        telephoneEvent = event
    }

    private static func codec(
        of format: AudioFormat, _ capability: AudioCapability, _ offered: [AudioFormat]?
    ) -> AudioCapability.Codec? {
        for codec in capability.codecs where match(codec, format) {
            guard let offered, !offered.contains(where: { match(codec, $0) }) else { return codec }
        }
        return nil
    }

    private static func match(_ codec: AudioCapability.Codec, _ format: AudioFormat) -> Bool {
        format.encoding == codec.name && format.clockRate == codec.clockRate
    }
}

/// How much audio a packet holds, whatever the other end writes.
enum PacketTime {
    /// The number asked for, down to a multiple of 10, when it lies in 10…60; else `standard`. Never more than the
    /// maximum asked for, where that is one.
    static func chosen(asked: Int?, maximum: Int?, standard: Int) -> Int {
        var time = standard
        if let asked, (10...60).contains(asked) { time = asked / 10 * 10 }
        if let maximum, maximum >= 10, maximum < time { time = maximum / 10 * 10 }
        return time
    }
}
