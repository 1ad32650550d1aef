/// A codec that Nightbell speaks.
package enum AudioCodec: String, Hashable, Sendable, Codable, CaseIterable, BitwiseCopyable {
    /// G.711 µ-law, payload type 0 (RFC 3551 §6).
    case pcmu
    /// G.711 A-law, payload type 8.
    case pcma
    /// G.722 at 64 kbit/s, payload type 9: 16 kHz audio under an RTP clock of 8 kHz (RFC 3551 §4.5.2).
    case g722
    /// Speex at 8 kHz (RFC 5574).
    case speex
    /// Speex at 16 kHz.
    case speexWideband
    /// Opus, decoded and made at 16 kHz under an RTP clock of 48 kHz (RFC 7587).
    case opus

    /// The codec that SDP calls so, in any case; `nil` when it is none of ours.
    package init?(name: String, clockRate: Int) {
        guard let codec = Self.allCases.first(where: { $0.name == name.uppercased() && $0.clockRate == clockRate })
        else { return nil }
        self = codec
    }

    /// Its name in SDP, in upper case.
    package var name: String {
        switch self {
        case .pcmu: "PCMU"
        case .pcma: "PCMA"
        case .g722: "G722"
        case .speex, .speexWideband: "SPEEX"
        case .opus: "OPUS"
        }
    }

    /// Timestamps of RTP in a second.
    package var clockRate: Int {
        switch self {
        case .pcmu, .pcma, .g722, .speex: 8_000
        case .speexWideband: 16_000
        case .opus: 48_000
        }
    }

    /// Linear samples in a second.
    package var sampleRate: Int {
        switch self {
        case .pcmu, .pcma, .speex: 8_000
        case .g722, .speexWideband, .opus: 16_000
        }
    }

    /// Whether an octet of the payload is one step of the timestamp.
    package var hasOctetClock: Bool {
        switch self {
        case .pcmu, .pcma, .g722: true
        case .speex, .speexWideband, .opus: false
        }
    }

    /// The law of G.711, for the two codecs that are G.711.
    package var law: CompandingLaw? {
        switch self {
        case .pcmu: .pcmu
        case .pcma: .pcma
        case .g722, .speex, .speexWideband, .opus: nil
        }
    }
}
