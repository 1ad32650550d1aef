import Daemon
import Foundation
import Media
import MediaEngine
import Routing
import Testing

@Suite("Words become prompts: spoken by what the clinic names, once, and equally loud")
struct SpeechTests {
    private static let words = "Thank you for calling. If this is an emergency, please hang up and dial 9 1 1."

    private static func isInstalled(_ engine: SpeechEngine) -> Bool {
        SpeechSynthesiser.installed(SpeechSettings(engine: engine)) != nil
    }

    /// A library in a folder of its own.
    private final class Place {
        let folder = NSTemporaryDirectory() + "speech-" + UUID().uuidString

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func library(_ settings: SpeechSettings) -> PromptLibrary {
            PromptLibrary(folder: folder, synthesiser: .installed(settings), engine: settings.engine)
        }

        var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }
    }

    private func source(_ words: String, _ language: String = "en") -> PromptSource {
        PromptSource(prompt: PromptRef("greeting", language: language), content: .text(words), position: nil)
    }

    /// The speech level by the plainest of rules: the energy of all 20 ms that are within 20 dB of the loudest.
    private func plainLevel(_ samples: [Int16]) -> Double {
        let energies = stride(from: 0, to: samples.count - 160, by: 160).map { start in
            samples[start..<start + 160].reduce(0.0) { $0 + Double($1) * Double($1) } / 160
        }
        let loud = energies.filter { $0 > (energies.max() ?? 0) / 100 }
        return 10 * log10(loud.reduce(0, +) / Double(loud.count) / (32_768 * 32_768)) + 6.15
    }

    @Test(
        "what espeak-ng and flite speak is 8 kHz, within 1.5 dB of −20 dBm0 while they speak, and clips nowhere",
        arguments: [
            SpeechSettings(), SpeechSettings(voices: ["en": "en-gb"]), SpeechSettings(engine: .flite),
            SpeechSettings(engine: .flite, voices: ["en": "kal"]),
        ].filter { isInstalled($0.engine) })
    func level(_ settings: SpeechSettings) throws {
        let place = Place()
        let path = try place.library(settings).file(of: source(Self.words))
        let sound = try WAVFile(PromptLibrary.read(path))
        #expect(sound.rate == 8_000 && sound.samples.count > 16_000)
        let level = try #require(SpeechLevel.active(sound.samples, rate: 8_000))
        #expect(abs(level + 20) < 1, "\(level) dBm0 by P.56")
        #expect(abs(plainLevel(sound.samples) + 20) < 1.5, "\(plainLevel(sound.samples)) dBm0 by the plain rule")
        #expect(sound.samples.map { abs(Int($0)) }.max() ?? 0 <= SpeechLevel.peak)
        #expect(place.files.count == 1)
    }

    @Test("the same words are spoken once; other words, another language or another voice are another file")
    func cache() throws {
        guard Self.isInstalled(.espeakNG) else { return }
        let place = Place()
        let first = try place.library(SpeechSettings()).file(of: source(Self.words))
        try Data("kept".utf8).write(to: URL(fileURLWithPath: first))
        #expect(try place.library(SpeechSettings()).file(of: source(Self.words)) == first)
        #expect(try PromptLibrary.read(first) == Array("kept".utf8), "it was spoken again")
        let others = [
            try place.library(SpeechSettings()).file(of: source(Self.words + " Good bye.")),
            try place.library(SpeechSettings()).file(of: source(Self.words, "es")),
            try place.library(SpeechSettings(voices: ["en": "en-gb"])).file(of: source(Self.words)),
        ]
        #expect(Set(others + [first]).count == 4)
        #expect(place.files.count == 4)
        let other = SpeechSynthesiser(program: "/usr/bin/espeak-ng", version: "another version")
        let library = PromptLibrary(folder: place.folder, synthesiser: other)
        #expect(try library.file(of: source(Self.words)) != first)
    }

    @Test(
        "an engine that is not installed is named with what to do about it",
        arguments: [
            (SpeechEngine.espeakNG, "apt-get install espeak-ng"), (.flite, "apt-get install flite"),
            (.piper, "put its program at /usr/local/bin/piper"),
        ])
    func missing(_ engine: SpeechEngine, _ advice: String) throws {
        let library = PromptLibrary(folder: "/nonexistent", synthesiser: nil, engine: engine)
        let error = #expect(throws: PromptError.self) { try library.file(of: source(Self.words)) }
        #expect(error?.message == "\(engine.rawValue) is not installed and should speak it: \(advice), or give a file")
    }

    @Test("flite is asked for Spanish, or for a voice that it does not have: refused in words, nothing is left")
    func noVoice() throws {
        let place = Place()
        let flite = SpeechSettings(engine: .flite)
        guard Self.isInstalled(.flite) else { return }
        let error = #expect(throws: PromptError.self) {
            try place.library(flite).file(of: source("Buenos días.", "es"))
        }
        #expect(error?.message.contains("flite has no voice for 'es': name one under 'speech.voices'") == true)
        #expect(throws: PromptError.self) {
            try place.library(SpeechSettings(engine: .flite, voices: ["en": "no-such-voice"])).file(
                of: source(Self.words))
        }
        #expect(place.files == [])
    }

    @Test("piper is given its model, and the words on standard input")
    func piper() throws {
        let place = Place()
        try FileManager.default.createDirectory(atPath: place.folder, withIntermediateDirectories: true)
        let program = place.folder + "/piper"
        let sound = place.folder + "/sound"
        let tone = (0..<16_000).map { Int16(3_000 * sin(Double($0) * 0.3)) }
        try Data(WAVFile.bytes(samples: tone, rate: 16_000)).write(to: URL(fileURLWithPath: sound))
        let script =
            "#!/bin/sh\n[ \"$1 $2 $3\" = \"--model /m.onnx --output_file\" ] && grep -q emergency && cp \(sound) \"$4\"\n"
        try Data(script.utf8).write(to: URL(fileURLWithPath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
        let speaker = SpeechSynthesiser(
            program: program, settings: SpeechSettings(engine: .piper, voices: ["en": "/m.onnx"]))
        let library = PromptLibrary(folder: place.folder + "/prompts", synthesiser: speaker, engine: .piper)
        let spoken = try WAVFile(PromptLibrary.read(try library.file(of: source(Self.words))))
        #expect(spoken.samples.count == 8_000)
        #expect(abs((SpeechLevel.active(spoken.samples, rate: 8_000) ?? 0) + 20) < 0.5)
    }
}
