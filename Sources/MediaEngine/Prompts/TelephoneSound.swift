package import Media

/// Sound files as a telephone plays them: 8 kHz, mono, 16 bit.
package enum TelephoneSound {
    /// What the files are, for names that must change with it.
    package static let format = "8000 Hz mono 16 bit"

    /// Converts a whole WAV file, so that it need not be resampled each time it is loaded.
    ///
    /// - Throws: ``WAVError``, in words that follow the file's name.
    package static func converted(_ file: [UInt8]) throws(WAVError) -> [UInt8] {
        let sound = try WAVFile(file)
        return WAVFile.bytes(
            samples: Resampler.convert(sound.samples, from: sound.rate, to: Tone.sampleRate), rate: Tone.sampleRate)
    }

    /// The same for what a synthesiser made: all voices come out equally loud.
    ///
    /// - Throws: ``WAVError``, in words that follow the file's name.
    package static func spoken(_ file: [UInt8]) throws(WAVError) -> [UInt8] {
        let sound = try WAVFile(file)
        let samples = Resampler.convert(sound.samples, from: sound.rate, to: Tone.sampleRate)
        return WAVFile.bytes(
            samples: SpeechLevel.normalised(samples, rate: Tone.sampleRate), rate: Tone.sampleRate)
    }
}
