/// The noise with which a silence is filled, as loud as the far end says its own is.
///
/// White: the spectrum that RFC 3389 §3 may add is left out, as most receivers do.
package struct ComfortNoise: Sendable {
    private let peak: Double
    private var state: UInt32

    /// Noise of a level.
    ///
    /// - Parameters:
    ///   - level: decibels below the overload point, 0…127 (RFC 3389 §3.1).
    ///   - seed: where the noise begins.
    package init(level: UInt8, seed: UInt32) {
        // Half the power for each three decibels; no noise is made louder than 30 below the overload point.
        var amplitude = 32_767.0
        for _ in 0..<max(30, Int(level & 0x7F)) { amplitude *= 0.891_251 }
        // The peak of evenly spread values is √3 times their effective value.
        peak = amplitude * 1.732
        state = seed | 1
    }

    /// The next sample.
    package mutating func next() -> Int16 {
        state ^= state << 13
        state ^= state >> 17
        state ^= state << 5
        return Int16(clamping: Int(peak * (Double(state) / 2_147_483_648 - 1)))
    }
}
