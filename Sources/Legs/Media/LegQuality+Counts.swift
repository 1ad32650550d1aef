import CallModel
import Media

extension LegQuality {
    /// What an endpoint counted, for the record.
    ///
    /// - Parameter fault: why the far side was not heard in a bridge, in words.
    init(_ codec: AudioCodec, _ counts: StreamStatistics, fault: String?) {
        let roundTrip = counts.reported?.roundTripMean.map { Duration.microseconds($0) }
        let (received, lost) = (counts.packetsReceived, counts.packetsLost)
        let opinion = EModel.meanOpinionScore(
            codec, sent: received == 0 ? 0 : received &+ lost, lost: lost, jitter: .microseconds(counts.jitterMean),
            roundTrip: roundTrip)
        let reported = counts.reported.map { there in
            Reported(
                packetsLost: there.packetsLost, jitter: Self.milliseconds(there.jitterMean),
                roundTrip: there.roundTripMean.map(Self.milliseconds),
                opinion: EModel.meanOpinionScore(
                    codec, sent: counts.packetsSent, lost: there.packetsLost, jitter: .microseconds(there.jitterMean),
                    roundTrip: roundTrip
                ).map(Self.hundredths))
        }
        self.init(
            codec: codec.name, packetsLost: lost, jitter: Self.milliseconds(counts.jitterMean),
            worstJitter: Self.milliseconds(counts.jitterWorst), opinion: opinion.map(Self.hundredths),
            reported: reported, heldSeconds: Double(counts.heldMilliseconds) / 1_000, fault: fault)
    }

    /// A tenth is as much as anybody reads, and as much as the measurement gives.
    private static func milliseconds(_ microseconds: UInt32) -> Double { (Double(microseconds) / 100).rounded() / 10 }

    private static func hundredths(_ opinion: Double) -> Double { (opinion * 100).rounded() / 100 }
}
