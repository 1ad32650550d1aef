import Daemon
import Foundation
import Media
import Routing
import Testing

@Suite("nightbell check looks into sound files")
struct PromptCheckTests {
    /// The findings of the small clinic whose greeting is this file.
    private static func findings(
        _ file: String, synthesiser: SpeechSynthesiser? = SpeechSynthesiser(program: "/bin/true")
    ) -> [String] {
        let text = SmallClinic.text.replacing("greeting: Hello.", with: "greeting: { file: \(file) }")
        let load = SmallClinic.load(text).checkingPrompts(synthesiser: synthesiser)
        #expect((load.configuration == nil) == !load.errors.isEmpty)
        return load.findings.map { $0.description.replacingOccurrences(of: "/etc/clinic/c.yaml:", with: "") }
    }

    private static func with(_ bytes: [UInt8], _ body: (String) -> Void) throws {
        let path = NSTemporaryDirectory() + "nightbell-prompt-" + UUID().uuidString + ".wav"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        body(path)
    }

    @Test("A file that is not there is an error at its place in the configuration")
    func missing() {
        #expect(
            Self.findings("greeting.wav") == [
                "48:21: error: prompt greeting.en: there is no file /etc/clinic/greeting.wav"
            ])
    }

    @Test("A file that is not audio, and one that is cut off, are errors in words")
    func notAudio() throws {
        try Self.with(Array("ID3 and then an MP3".utf8)) { path in
            #expect(
                Self.findings(path) == [
                    "48:21: error: prompt greeting.en: \(path) is not a WAV file (no RIFF/WAVE header)"
                ])
        }
        let whole = WAVFile.bytes(samples: [Int16](repeating: 0, count: 800), rate: 8000)
        try Self.with(whole.dropLast(10)) { path in
            #expect(
                Self.findings(path) == [
                    "48:21: error: prompt greeting.en: \(path) is cut off: 1600 bytes of audio announced, 1590 there"
                ])
        }
    }

    @Test("A sound file of 8 kHz is sound")
    func sound() throws {
        try Self.with(WAVFile.bytes(samples: [Int16](repeating: 0, count: 800), rate: 8000)) { path in
            #expect(Self.findings(path) == [])
        }
    }

    @Test("Words and no synthesiser: one warning that counts them, at the first of the clinic's own")
    func nobodySpeaks() throws {
        try Self.with(WAVFile.bytes(samples: [1, 2], rate: 8000)) { path in
            #expect(
                Self.findings(path, synthesiser: nil) == [
                    "49:15: warning: 40 prompts are words, and espeak-ng is not installed here to speak them"
                        + " (apt-get install espeak-ng)"
                ])
        }
    }
}
