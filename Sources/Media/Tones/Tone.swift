/// Tones and music that Nightbell makes itself, as 16-bit samples at 8 kHz.
package enum Tone {
    /// Samples in a second.
    package static let sampleRate = 8_000

    /// The peak of a sine at 0 dBm0, 3.14 dB below the largest code of µ-law (ITU-T G.711 table 5).
    private static let zeroLevelPeak = 22_827.0

    /// The American ringback tone: 440 and 480 Hz together, two seconds on, four off, at −19 dBm0 each.
    ///
    /// One period of six seconds, made to be looped. It does not depend on the caller's country.
    package static func ringback() -> [Int16] {
        var samples = [Int16](repeating: 0, count: 6 * sampleRate)
        let peak = zeroLevelPeak * 0.1122
        for index in 0..<(2 * sampleRate) {
            let time = Double(index) / Double(sampleRate)
            // 10 ms up and down, so that it does not click.
            let edge = min(1, Double(min(index, 2 * sampleRate - index)) / 80)
            samples[index] = Int16((sine(440 * time) + sine(480 * time)) * peak * edge)
        }
        return samples
    }

    /// A plain piece of hold music of sixteen seconds, made to be looped: broken chords with a soft attack.
    package static func music() -> [Int16] {
        // C, A minor, F, G, each broken up and down; frequencies in hertz of the tempered scale.
        let chords: [[Double]] = [
            [261.63, 329.63, 392.00, 523.25, 392.00, 329.63, 261.63, 329.63],
            [220.00, 261.63, 329.63, 440.00, 329.63, 261.63, 220.00, 261.63],
            [174.61, 220.00, 261.63, 349.23, 261.63, 220.00, 174.61, 220.00],
            [196.00, 246.94, 293.66, 392.00, 293.66, 246.94, 196.00, 246.94],
        ]
        let noteLength = sampleRate / 2
        let tail = sampleRate
        var mix = [Double](repeating: 0, count: 32 * noteLength)
        var start = 0
        for frequency in chords.joined() {
            for index in 0..<(noteLength + tail) {
                let time = Double(index) / Double(sampleRate)
                let attack = min(1, Double(index) / 160)
                // A fourth power falls like a plucked string and ends at exactly zero.
                let fall = 1 - Double(index) / Double(noteLength + tail)
                let tone = sine(frequency * time) + 0.3 * sine(2 * frequency * time)
                // The tail of the last notes sounds into the beginning of the loop.
                mix[(start + index) % mix.count] += tone * attack * fall * fall * fall * fall
            }
            start += noteLength
        }
        return mix.map { Int16($0 * zeroLevelPeak * 0.08) }
    }

    /// The sine of `turns` full turns, to 1e-7: more than sixteen bits need.
    package static func sine(_ turns: Double) -> Double {
        // To −¼…¼ of a turn, where six terms of the series are enough.
        var part = turns - turns.rounded(.down)
        if part > 0.75 { part -= 1 } else if part > 0.25 { part = 0.5 - part }
        let angle = part * 2 * Double.pi
        let square = angle * angle
        let inner = 1.0 / 362_880 - square / 39_916_800
        return angle * (1 - square * (1.0 / 6 - square * (1.0 / 120 - square * (1.0 / 5_040 - square * inner))))
    }
}
