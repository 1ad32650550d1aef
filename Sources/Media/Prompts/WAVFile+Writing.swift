extension WAVFile {
    /// The bytes of a file with mono 16-bit PCM; ``init(_:)`` reads the same samples from them.
    package static func bytes(samples: [Int16], rate: Int) -> [UInt8] {
        let audio = samples.count * 2
        var bytes: [UInt8] = []
        bytes.reserveCapacity(44 + audio)
        func word(_ value: Int) {
            for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
        }
        func half(_ value: Int) { for shift in [0, 8] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) } }
        bytes += "RIFF".utf8
        word(36 + audio)
        bytes += "WAVEfmt ".utf8
        word(16)
        half(1)  // PCM
        half(1)  // one channel
        word(rate)
        word(rate * 2)
        half(2)
        half(16)
        bytes += "data".utf8
        word(audio)
        for sample in samples {
            bytes.append(UInt8(truncatingIfNeeded: sample))
            bytes.append(UInt8(truncatingIfNeeded: sample >> 8))
        }
        return bytes
    }
}
