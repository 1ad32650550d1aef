/// The choice of one codec and of telephone-event among the formats that the other end wrote.
struct AudioSelection: Hashable {
    /// The chosen codec.
    let codec: AudioCapability.Codec
    /// The format of the other end that stands for it.
    let format: AudioFormat
    /// The format of the other end for telephone-event.
    let telephoneEvent: AudioFormat?

    /// The choice; `nil` when there is no codec in common.
    init?(_ stream: AudioStream, _ capability: AudioCapability, preference: AudioCapability.Preference) {
        let pairs: [(AudioCapability.Codec, AudioFormat)]
        switch preference {
        case .theirs:
            pairs = stream.formats.compactMap { format in
                capability.codecs.first { Self.match($0, format) }.map { ($0, format) }
            }
        case .cheapest:
            let all = stream.formats.compactMap { format in
                capability.codecs.first { Self.match($0, format) }.map { ($0, format) }
            }
            pairs = all.filter { !$0.0.isCostly } + all.filter { $0.0.isCostly }
        case .ours:
            pairs = capability.codecs.compactMap { codec in
                stream.formats.first { Self.match(codec, $0) }.map { (codec, $0) }
            }
        }
        guard let (codec, format) = pairs.first else { return nil }
        self.codec = codec
        self.format = format
        // Its clock should be the codec's (RFC 4733 §2.1); beside a codec with a faster one many write 8000 alone, and mean it.
        let events = stream.formats.filter { $0.encoding == AudioFormat.telephoneEventName }
        telephoneEvent =
            capability.telephoneEvent == nil
            ? nil
            : events.first { $0.clockRate == codec.clockRate } ?? events.first { $0.clockRate == 8000 }
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
