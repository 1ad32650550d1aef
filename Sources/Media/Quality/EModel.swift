/// What a stretch of the way makes of a conversation, as a number: the E-model of ITU-T G.107, simplified.
///
/// R = 93.2 − Id − Ie,eff. All that belongs to telephones and rooms stays at the default values of G.107, which give 93.2;
/// there is no advantage factor. The number is that of the way between us and one peer, not of the whole way from mouth to
/// ear.
///
/// ```
/// G.711, nothing lost, 20 ms     R = 93.2 − 0.5 − 0     = 92.7    MOS 4.40
/// G.711, 1 % lost, 20 ms         R = 93.2 − 0.5 − 3.6   = 89.1    MOS 4.32
/// G.711, 5 % lost, 200 ms        R = 93.2 − 7.3 − 15.8  = 70.1    MOS 3.60
/// ```
///
/// - Source: ITU-T G.107 (06/2015) §7.1, §7.5, annex B; delay as by Cole and Rosenbluth, "Voice over IP performance
///   monitoring" (2001), §3.
package enum EModel {
    /// The rating of an ideal way with telephones as G.107 has them by default.
    package static let highest = 93.2

    /// The rating R of a way.
    ///
    /// - Parameters:
    ///   - loss: the part of packets lost or too late, 0 to 1, taken as random.
    ///   - delay: one way, with packetising and jitter buffer.
    package static func rating(_ codec: AudioCodec, loss: Double, delay: Duration) -> Double {
        let milliseconds = max(delay / .milliseconds(1), 0)
        let slow = 0.024 * milliseconds + (milliseconds > 177.3 ? 0.11 * (milliseconds - 177.3) : 0)
        let percent = min(max(loss, 0), 1) * 100
        let (impairment, robustness) = codec.impairment
        let equipment = impairment + (95 - impairment) * percent / (percent + robustness)
        return highest - slow - equipment
    }

    /// The mean opinion score of a rating, 1 to 4.5 (G.107 annex B).
    package static func meanOpinionScore(_ rating: Double) -> Double {
        guard rating > 0 else { return 1 }
        guard rating < 100 else { return 4.5 }
        return max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6)
    }

    /// The mean opinion score of what came over a way.
    ///
    /// The delay is taken as half of the round trip, a packet, and a jitter buffer of twice the jitter.
    ///
    /// - Returns: `nil` when nothing was sent.
    package static func meanOpinionScore(
        _ codec: AudioCodec, sent: UInt64, lost: UInt64, jitter: Duration, roundTrip: Duration?
    ) -> Double? {
        guard sent > 0 else { return nil }
        let loss = Double(min(lost, sent)) / Double(sent)
        let delay = (roundTrip ?? .zero) / 2 + .milliseconds(20) + jitter * 2
        return meanOpinionScore(rating(codec, loss: loss, delay: delay))
    }
}

extension AudioCodec {
    /// The impairment Ie of the codec itself, and its robustness Bpl against loss.
    ///
    /// - Source: ITU-T G.113 (11/2007) appendix I: 0 and 25.1 of G.711 with concealment. G.107 has no value on this scale for
    ///   the others: G.722 and Opus, which are wideband and no worse, are taken as G.711; Speex as G.729A (11 and 19).
    fileprivate var impairment: (ie: Double, bpl: Double) {
        switch self {
        case .pcmu, .pcma, .g722, .opus: (0, 25.1)
        case .speex, .speexWideband: (11, 19)
        }
    }
}
