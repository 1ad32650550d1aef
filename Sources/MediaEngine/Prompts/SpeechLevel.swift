import Glibc

/// How loud speech is while somebody speaks, after ITU-T P.56: pauses do not count, or a slow speaker would seem quiet.
///
/// Levels are in dBm0: 0 dBm0 is 6.15 dB below the level of a signal that is as loud as 16 bit can be all the time
/// (a sine at the overload point of G.711 is +3.14 dBm0).
package enum SpeechLevel {
    /// What prompts are brought to: as loud as a person on a good line (ITU-T P.56 and P.800: −26 dB below overload).
    package static let target = -20.0
    /// No sample of a prompt is louder than this: −3 dB below the largest.
    package static let peak = 23_197

    private static let fullScale = 32_768.0
    private static let zero = 6.15
    /// How much quieter than speech a pause is at least, and how long speech goes on after it fell below that.
    private static let margin = 15.9
    private static let hangover = 10

    /// The active speech level of samples at `rate` a second; `nil` when there is no sound in them.
    package static func active(_ samples: [Int16], rate: Int) -> Double? {
        let size = max(1, rate / 50)
        let energies = stride(from: 0, to: samples.count, by: size).map { start in
            let frame = samples[start..<min(start + size, samples.count)]
            return frame.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(frame.count)
        }
        // The level decides what is a pause, and the pauses decide the level: a few rounds settle it.
        var power = energies.reduce(0, +) / Double(max(energies.count, 1))
        guard power >= 1 else { return nil }
        for _ in 0..<12 {
            let threshold = power / pow(10, margin / 10)
            var (sum, count, left) = (0.0, 0, 0)
            for energy in energies {
                left = energy >= threshold ? hangover : left - 1
                guard left > 0 else { continue }
                sum += energy
                count += 1
            }
            guard count > 0 else { break }
            power = sum / Double(count)
        }
        return 10 * log10(power / (fullScale * fullScale)) + zero
    }

    /// The same speech at ``target``. What would be louder than ``peak`` is bent below it, so that nothing is clipped.
    package static func normalised(_ samples: [Int16], rate: Int) -> [Int16] {
        guard let level = active(samples, rate: rate) else { return samples }
        // Nothing is brought up by more than 30 dB: that would be noise.
        let gain = pow(10, min(target - level, 30) / 20)
        let limit = Double(peak)
        let knee = limit * 0.7
        return samples.map { sample in
            let wanted = Double(sample) * gain
            let size = abs(wanted)
            guard size > knee else { return Int16(wanted.rounded()) }
            let bent = knee + (limit - knee) * tanh((size - knee) / (limit - knee))
            return Int16((wanted < 0 ? -bent : bent).rounded())
        }
    }
}
