import Media
import MediaEngine
import Testing

@Suite("Sound files as a telephone plays them")
struct TelephoneSoundTests {
    @Test("A second at 22,050 Hz becomes 8,000 samples at 8 kHz, and loading it says the same as loading the original")
    func converted() throws {
        let samples = (0..<22_050).map { Int16($0 % 50 * 200 - 5_000) }
        let original = WAVFile.bytes(samples: samples, rate: 22_050)
        let converted = try TelephoneSound.converted(original)
        let file = try WAVFile(converted)
        #expect(file.rate == 8_000)
        #expect(file.samples.count == 8_000)
        let store = PromptStore()
        try store.load(PromptKey("original"), original)
        try store.load(PromptKey("converted"), converted)
        let prompts = ["original", "converted"].map { store.prompt(PromptKey($0))?.octets(.pcmu) }
        #expect(prompts[0] == prompts[1])
    }

    @Test("What is no WAV file is refused in words")
    func refused() {
        #expect(throws: WAVError.self) { try TelephoneSound.converted(Array("hello".utf8)) }
    }
}
