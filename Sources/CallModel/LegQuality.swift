/// How the audio of one leg was: between us and that leg's far side, each way. Milliseconds and seconds.
package struct LegQuality: Hashable, Sendable, Codable {
    /// The codec at the end, as SDP calls it.
    package var codec: String
    /// Of the packets that were sent to us: how many never came, and how unevenly the others did (mean, worst).
    package var packetsLost: UInt64
    package var jitter: Double
    package var worstJitter: Double
    /// The E-model's mean opinion score of what came to us, 1 to 4.5; `nil` when nothing came.
    package var opinion: Double?
    /// What the far side reported of what we sent it; `nil` when it reported nothing.
    package var reported: Reported?
    /// How long either side could not speak by agreement (hold).
    package var heldSeconds: Double
    /// Why one side was not heard while it was bridged, as far as can be told; `nil` when both were.
    package var fault: String?

    /// What a far side reported.
    package struct Reported: Hashable, Sendable, Codable {
        package var packetsLost: UInt64
        package var jitter: Double
        /// To it and back; `nil` when it cannot be told.
        package var roundTrip: Double?
        /// The mean opinion score of what came to it; `nil` when we sent nothing.
        package var opinion: Double?

        /// A report of these parts.
        package init(packetsLost: UInt64, jitter: Double, roundTrip: Double? = nil, opinion: Double? = nil) {
            self.packetsLost = packetsLost
            self.jitter = jitter
            self.roundTrip = roundTrip
            self.opinion = opinion
        }
    }

    /// Quality of these parts.
    package init(
        codec: String, packetsLost: UInt64, jitter: Double, worstJitter: Double, opinion: Double?,
        reported: Reported? = nil, heldSeconds: Double = 0, fault: String? = nil
    ) {
        self.codec = codec
        self.packetsLost = packetsLost
        self.jitter = jitter
        self.worstJitter = worstJitter
        self.opinion = opinion
        self.reported = reported
        self.heldSeconds = heldSeconds
        self.fault = fault
    }
}
