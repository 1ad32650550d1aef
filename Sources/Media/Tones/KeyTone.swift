/// The two tones of a key, as telephones sent it before there were telephone-events.
package enum KeyTone {
    /// The tones of a digit, then a pause, at 8 kHz: the row at −9 dBm0, the column at −7, as ITU-T Q.24 table A.1 allows
    /// everywhere.
    ///
    /// - Parameters:
    ///   - milliseconds: how long it sounds, brought into 40…8000.
    ///   - pause: milliseconds of silence after it.
    /// - Source: ITU-T Q.23 for the frequencies.
    package static func samples(_ digit: MediaDigit, milliseconds: Int, pause: Int = 80) -> [Int16] {
        let (row, column) = frequencies(digit)
        let count = min(max(milliseconds, 40), 8_000) * Tone.sampleRate / 1_000
        // The peak of a sine at 0 dBm0 is 22,827.
        let tones = (0..<count).map { index -> Int16 in
            let time = Double(index) / Double(Tone.sampleRate)
            // 2 ms up and down, so that it does not click.
            let edge = min(1, Double(min(index, count - index)) / 16)
            return Int16(edge * (8_099 * Tone.sine(row * time) + 10_196 * Tone.sine(column * time)))
        }
        return tones + [Int16](repeating: 0, count: max(0, pause) * Tone.sampleRate / 1_000)
    }

    private static func frequencies(_ digit: MediaDigit) -> (row: Double, column: Double) {
        let rows = [697.0, 770, 852, 941]
        let columns = [1_209.0, 1_336, 1_477, 1_633]
        // Where each event code stands on a keypad of four columns.
        let places = [13, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 14, 3, 7, 11, 15]
        let place = places[Int(digit.event) % 16]
        return (rows[place / 4], columns[place % 4])
    }
}
