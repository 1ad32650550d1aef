/// A RIFF/WAVE file read into mono 16-bit samples.
///
/// PCM of 16 bits, µ-law and A-law; one or two channels (two are mixed); 4 to 192 kHz. Everything else is refused in
/// words, and no length in the file is believed before it is compared with the bytes that are there.
package struct WAVFile: Sendable {
    /// Samples per second.
    package let rate: Int
    /// Mono samples.
    package let samples: [Int16]

    /// Longest prompt: 15 minutes.
    package static let maximumSeconds = 900

    /// Reads a whole file.
    ///
    /// A `data` chunk of 0, or of 0x7FFF_0000 and more, as programs write to a pipe, reaches to the end of the file.
    ///
    /// - Throws: ``WAVError`` with what is wrong.
    package init(_ bytes: [UInt8]) throws(WAVError) {
        guard bytes.count >= 12, Self.tag(bytes, 0) == "RIFF", Self.tag(bytes, 8) == "WAVE" else {
            throw .init("is not a WAV file (no RIFF/WAVE header)")
        }
        var format: Format?
        var offset = 12
        while bytes.count - offset >= 8 {
            let name = Self.tag(bytes, offset)
            let declared = Int(Self.word(bytes, offset + 4))
            let body = offset + 8
            let available = bytes.count - body
            if name == "data" {
                guard let format else { throw .init("has its data before its format") }
                let isStreamed = declared == 0 || declared >= 0x7FFF_0000
                guard isStreamed || declared <= available else {
                    throw .init("is cut off: \(declared) bytes of audio announced, \(available) there")
                }
                let end = body + (isStreamed ? available : declared)
                rate = format.rate
                samples = try format.decode(bytes[body..<end])
                return
            }
            guard declared <= available else { throw .init("is cut off in its \"\(name)\" part") }
            if name == "fmt " { format = try Format(bytes[body..<(body + declared)]) }
            // Chunks are padded to an even length.
            offset = body + declared + declared % 2
        }
        throw .init("holds no audio")
    }

    private static func tag(_ bytes: [UInt8], _ offset: Int) -> String {
        String(decoding: bytes[offset..<(offset + 4)].map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
            | UInt32(bytes[offset + 3]) << 24
    }
}

/// Why a WAV file is not taken, in words that follow its name: `greeting.wav is cut off: …`.
package struct WAVError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// The `fmt ` chunk.
private struct Format {
    enum Coding { case pcm16, microLaw, aLaw }

    let coding: Coding
    let channels: Int
    let rate: Int

    init(_ chunk: ArraySlice<UInt8>) throws(WAVError) {
        let bytes = Array(chunk)
        guard bytes.count >= 16 else { throw .init("has a format part of \(bytes.count) bytes, not 16") }
        func half(_ offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }
        var code = half(0)
        // WAVE_FORMAT_EXTENSIBLE: the code is the start of the sub-format.
        if code == 0xFFFE {
            guard bytes.count >= 26 else { throw .init("has an extensible format that is cut off") }
            code = half(24)
        }
        let bits = half(14)
        switch (code, bits) {
        case (1, 16): coding = .pcm16
        case (7, 8): coding = .microLaw
        case (6, 8): coding = .aLaw
        case (1, _): throw .init("has \(bits)-bit samples; 16 are needed")
        default: throw .init("has format \(code) with \(bits) bits; PCM 16 bit, µ-law or A-law is needed")
        }
        channels = half(2)
        guard (1...2).contains(channels) else { throw .init("has \(channels) channels; 1 or 2 are needed") }
        rate = half(4) | half(6) << 16
        guard (4_000...192_000).contains(rate) else {
            throw .init("has \(rate) samples a second; 4000 to 192000 are needed")
        }
    }

    func decode(_ audio: ArraySlice<UInt8>) throws(WAVError) -> [Int16] {
        let width = coding == .pcm16 ? 2 : 1
        let frame = width * channels
        let frames = audio.count / frame
        guard frames > 0 else { throw .init("holds no audio") }
        guard frames / rate < WAVFile.maximumSeconds else {
            throw .init("lasts \(frames / rate) s; at most \(WAVFile.maximumSeconds) s are taken")
        }
        func sample(_ index: Int) -> Int {
            let offset = audio.startIndex + index * width
            switch coding {
            case .pcm16: return Int(Int16(bitPattern: UInt16(audio[offset]) | UInt16(audio[offset + 1]) << 8))
            case .microLaw: return Int(G711.linear(microLaw: audio[offset]))
            case .aLaw: return Int(G711.linear(aLaw: audio[offset]))
            }
        }
        guard channels == 2 else { return (0..<frames).map { Int16(sample($0)) } }
        return (0..<frames).map { Int16((sample(2 * $0) + sample(2 * $0 + 1)) / 2) }
    }
}
