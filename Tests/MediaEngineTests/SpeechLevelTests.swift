import Foundation
import MediaEngine
import Testing

@Suite("How loud speech is (ITU-T P.56)")
struct SpeechLevelTests {
    private func tone(_ peak: Double, seconds: Double) -> [Int16] {
        (0..<Int(seconds * 8_000)).map { Int16(peak * sin(2 * .pi * 400 * Double($0) / 8_000)) }
    }

    @Test("a sine of peak 22,827 is 0 dBm0, to 0.05 dB")
    func zero() throws {
        #expect(abs(try #require(SpeechLevel.active(tone(22_827, seconds: 2), rate: 8_000))) < 0.05)
    }

    @Test("pauses do not count: 2 s of sound in 10 s of silence are within 1 dB as loud as without the silence")
    func pauses() throws {
        let sound = tone(3_000, seconds: 2)
        let level = try #require(SpeechLevel.active(sound, rate: 8_000))
        let silence = [Int16](repeating: 0, count: 40_000)
        let sparse = try #require(SpeechLevel.active(silence + sound + silence, rate: 8_000))
        #expect(abs(sparse - level) < 1)
    }

    @Test("silence has no level and stays silence; a whisper is brought up by 30 dB and no more")
    func quiet() throws {
        #expect(SpeechLevel.active([Int16](repeating: 0, count: 8_000), rate: 8_000) == nil)
        #expect(SpeechLevel.active([], rate: 8_000) == nil)
        #expect(SpeechLevel.normalised([0, 0, 0], rate: 8_000) == [0, 0, 0])
        let whisper = tone(20, seconds: 1)
        #expect(SpeechLevel.normalised(whisper, rate: 8_000).max() ?? 0 < 20 * 32)
    }

    @Test("a click far louder than the speech is bent below the peak, and the speech is at −20 dBm0")
    func click() throws {
        var samples = tone(300, seconds: 3)
        for index in 12_000..<12_040 { samples[index] = 32_767 }
        let normal = SpeechLevel.normalised(samples, rate: 8_000)
        #expect(normal.map { abs(Int($0)) }.max() ?? 0 <= SpeechLevel.peak)
    }
}
