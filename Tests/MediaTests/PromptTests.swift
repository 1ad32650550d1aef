import Media
import Testing

@Suite("Where a playback stands")
struct PlaybackCursorTests {
    private func pieces(_ cursor: inout PlaybackCursor, _ count: Int) -> [String] {
        var result: [String] = []
        var left = count
        while left > 0, let piece = cursor.take(left) {
            result.append("\(piece.prompt):\(piece.samples.lowerBound)-\(piece.samples.upperBound)")
            left -= piece.samples.count
        }
        return result
    }

    @Test("Prompts of 200 and 300 samples are four packets of 160, the last with 20 of audio")
    func twoPrompts() {
        var cursor = PlaybackCursor(lengths: [200, 300], loop: .once)
        #expect(pieces(&cursor, 160) == ["0:0-160"])
        #expect(pieces(&cursor, 160) == ["0:160-200", "1:0-120"])
        #expect(pieces(&cursor, 160) == ["1:120-280"])
        #expect(!cursor.isAtEnd)
        #expect(pieces(&cursor, 160) == ["1:280-300"])
        #expect(cursor.isAtEnd)
        #expect(cursor.take(160) == nil)
    }

    @Test("A loop goes on with the first prompt in the same packet and never ends")
    func loop() {
        var cursor = PlaybackCursor(lengths: [100], loop: .forever)
        #expect(pieces(&cursor, 160) == ["0:0-100", "0:0-60"])
        #expect(pieces(&cursor, 160) == ["0:60-100", "0:0-100", "0:0-20"])
        #expect(!cursor.isAtEnd)
    }

    @Test("Empty prompts are passed over; a loop over nothing is at its end")
    func empty() {
        var cursor = PlaybackCursor(lengths: [0, 50, 0], loop: .once)
        #expect(pieces(&cursor, 160) == ["1:0-50"])
        #expect(cursor.isAtEnd)
        #expect(PlaybackCursor(lengths: [], loop: .forever).isAtEnd)
        #expect(PlaybackCursor(lengths: [0, 0], loop: .forever).isAtEnd)
    }
}

@Suite("WAV files")
struct WAVFileTests {
    @Test("What is written is read back: 5 samples are 54 bytes")
    func written() throws {
        let samples: [Int16] = [0, 1, -1, .max, .min]
        let bytes = WAVFile.bytes(samples: samples, rate: 8000)
        #expect(bytes.count == 54)
        let file = try WAVFile(bytes)
        #expect(file.samples == samples)
        #expect(file.rate == 8000)
    }

    private func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private func chunk(_ name: String, _ body: [UInt8], declared: Int? = nil) -> [UInt8] {
        Array(name.utf8) + little(declared ?? body.count, 4) + body + (body.count % 2 == 1 ? [0] : [])
    }

    private func format(code: Int = 1, channels: Int = 1, rate: Int = 8_000, bits: Int = 16) -> [UInt8] {
        little(code, 2) + little(channels, 2) + little(rate, 4) + little(rate * channels * bits / 8, 4)
            + little(channels * bits / 8, 2) + little(bits, 2)
    }

    private func file(_ chunks: [UInt8]...) -> [UInt8] {
        let body = chunks.flatMap { $0 }
        return Array("RIFF".utf8) + little(body.count + 4, 4) + Array("WAVE".utf8) + body
    }

    private func refusal(_ bytes: [UInt8]) -> String {
        do throws(WAVError) {
            _ = try WAVFile(bytes)
            return "taken"
        } catch {
            return error.description
        }
    }

    @Test("16-bit samples 1, −2 and 32,767 at 16 kHz, with a chunk of odd length before them")
    func pcm() throws {
        let wav = try WAVFile(
            file(
                chunk("fmt ", format(rate: 16_000)), chunk("LIST", [1, 2, 3]),
                chunk("data", [1, 0, 0xFE, 0xFF, 0xFF, 0x7F])))
        #expect(wav.rate == 16_000)
        #expect(wav.samples == [1, -2, 32_767])
    }

    @Test("Two channels are mixed; µ-law and A-law are decoded")
    func otherForms() throws {
        let stereo = file(chunk("fmt ", format(channels: 2)), chunk("data", [100, 0, 50, 0, 0, 0x80, 0, 0x80]))
        #expect(try WAVFile(stereo).samples == [75, -32_768])
        let micro = file(chunk("fmt ", format(code: 7, bits: 8)), chunk("data", [0xFF, 0x80]))
        #expect(try WAVFile(micro).samples == [0, 32_124])
        let a = file(chunk("fmt ", format(code: 6, bits: 8)), chunk("data", [0xAA, 0xD5]))
        #expect(try WAVFile(a).samples == [32_256, 8])
    }

    @Test("An extensible format is read by its sub-format")
    func extensible() throws {
        let extended = format(code: 0xFFFE) + little(22, 2) + little(16, 2) + little(4, 4) + little(1, 2)
        #expect(try WAVFile(file(chunk("fmt ", extended), chunk("data", [5, 0]))).samples == [5])
    }

    @Test("A stream whose length was not known when it was written reaches to the end of the file")
    func streamed() throws {
        for declared in [0, 0x7FFF_F000, 0xFFFF_FFFF] {
            let bytes = file(chunk("fmt ", format()), chunk("data", [5, 0, 6, 0], declared: declared))
            #expect(try WAVFile(bytes).samples == [5, 6])
        }
    }

    @Test("What is wrong is said in words")
    func refusals() {
        #expect(refusal(Array("not a wave file at all".utf8)) == "is not a WAV file (no RIFF/WAVE header)")
        #expect(refusal([]) == "is not a WAV file (no RIFF/WAVE header)")
        #expect(refusal(file()) == "holds no audio")
        #expect(refusal(file(chunk("data", [1, 0]))) == "has its data before its format")
        #expect(refusal(file(chunk("fmt ", [1, 0]))) == "has a format part of 2 bytes, not 16")
        #expect(
            refusal(file(chunk("fmt ", format()), chunk("data", [1, 0], declared: 400)))
                == "is cut off: 400 bytes of audio announced, 2 there")
        #expect(
            refusal(file(chunk("fmt ", format(), declared: 0x7FFF_FFFF))) == "is cut off in its \"fmt \" part")
        #expect(refusal(file(chunk("fmt ", format(bits: 24)))) == "has 24-bit samples; 16 are needed")
        #expect(
            refusal(file(chunk("fmt ", format(code: 85))))
                == "has format 85 with 16 bits; PCM 16 bit, µ-law or A-law is needed")
        #expect(refusal(file(chunk("fmt ", format(channels: 6)))) == "has 6 channels; 1 or 2 are needed")
        #expect(refusal(file(chunk("fmt ", format(channels: 0)))) == "has 0 channels; 1 or 2 are needed")
        #expect(
            refusal(file(chunk("fmt ", format(rate: 0)))) == "has 0 samples a second; 4000 to 192000 are needed")
        #expect(refusal(file(chunk("fmt ", format()), chunk("data", [1]))) == "holds no audio")
        #expect(
            refusal(
                file(
                    chunk("fmt ", format(code: 7, rate: 4_000, bits: 8)),
                    chunk("data", [UInt8](repeating: 0, count: 3_600_000))))
                == "lasts 900 s; at most 900 s are taken")
    }

    @Test("Of 20,000 damaged files none does harm")
    func damaged() {
        var generator = SeededGenerator(seed: 8)
        let good = file(chunk("fmt ", format()), chunk("LIST", [1, 2, 3]), chunk("data", [1, 0, 2, 0, 3, 0]))
        var taken = 0
        for _ in 0..<20_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            bytes.removeLast(.random(in: 0...4, using: &generator))
            if (try? WAVFile(bytes)) != nil { taken += 1 }
        }
        #expect(taken > 0)
    }
}

@Suite("Tones")
struct ToneTests {
    @Test("The sine is right at 0, 30°, 90°, 225° and after a thousand turns")
    func sine() {
        #expect(abs(Tone.sine(0)) < 1e-9)
        #expect(abs(Tone.sine(1.0 / 12) - 0.5) < 1e-7)
        #expect(abs(Tone.sine(0.25) - 1) < 1e-6)
        #expect(abs(Tone.sine(0.625) + 0.707_106_78) < 1e-7)
        #expect(abs(Tone.sine(1_000.25) - 1) < 1e-6)
        #expect(abs(Tone.sine(-0.25) + 1) < 1e-6)
    }

    /// The power of one frequency, relative to 0 dBm0 (Goertzel).
    private func level(_ samples: ArraySlice<Int16>, _ frequency: Double) -> Double {
        var real = 0.0
        var imaginary = 0.0
        for (index, sample) in samples.enumerated() {
            let turns = frequency * Double(index) / 8_000
            real += Double(sample) * Tone.sine(turns + 0.25)
            imaginary += Double(sample) * Tone.sine(turns)
        }
        let peak = 2 * (real * real + imaginary * imaginary).squareRoot() / Double(samples.count)
        return peak / 22_827
    }

    @Test("Ringback is 440 and 480 Hz at −19 dBm0 each for 2 s, then silent for 4 s")
    func ringback() {
        let tone = Tone.ringback()
        #expect(tone.count == 48_000)
        // −19 dB is 0.1122.
        #expect(abs(level(tone[800..<8_800], 440) - 0.1122) < 0.002)
        #expect(abs(level(tone[800..<8_800], 480) - 0.1122) < 0.002)
        #expect(level(tone[800..<8_800], 620) < 0.001)
        #expect(tone[16_000...].allSatisfy { $0 == 0 })
    }

    @Test("Music lasts 16 s, never clips, is nowhere silent for 1 s and has no step where it loops")
    func music() {
        let music = Tone.music()
        #expect(music.count == 128_000)
        #expect(music.allSatisfy { abs(Int($0)) < 16_000 })
        for second in 0..<16 {
            #expect(music[(second * 8_000)..<((second + 1) * 8_000)].contains { abs(Int($0)) > 500 })
        }
        #expect(abs(Int(music[0]) - Int(music[127_999])) < 600)
    }
}
