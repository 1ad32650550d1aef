import Foundation
import Media
import MediaEngine
import Testing

@Suite("Speech that could be taken for keys")
struct TalkOffTests {
    /// espeak-ng's voices, and flite's.
    private static let voices = [
        "en-us", "en-us+f3", "flite slt", "en-gb+m3", "en-us+f2", "flite kal16", "en-gb-scotland", "en-us+m7",
    ]

    @Test("An hour of speech of eight voices, in 14 parts of 258 s and more, holds no key", arguments: 0..<14)
    func hour(part: Int) throws {
        let speech = try Self.speech(part)
        #expect(speech.samples.count > speech.rate * 258)
        let detector = try #require(ToneDetector(rate: speech.rate))
        let block = speech.rate / 50
        var found = 0
        for start in stride(from: 0, to: speech.samples.count - block, by: block) {
            speech.samples[start..<(start + block)].withUnsafeBufferPointer { detector.hear($0) { _ in found += 1 } }
        }
        #expect(found == 0)
    }

    /// A part of the hour, made once and kept between runs.
    private static func speech(_ part: Int) throws -> WAVFile {
        let folder = FileManager.default.temporaryDirectory
        let file = folder.appendingPathComponent("nightbell-talk-\(part).wav")
        if !FileManager.default.fileExists(atPath: file.path) {
            let name = UUID().uuidString
            let text = folder.appendingPathComponent("nightbell-talk-\(name).txt")
            let made = folder.appendingPathComponent("nightbell-talk-\(name).wav")
            defer { try? FileManager.default.removeItem(at: text) }
            try sentences(seed: UInt64(part)).write(to: text, atomically: true, encoding: .utf8)
            try speak(text.path, to: made.path, voices[part % voices.count])
            // Another run may be as far: the last one counts, and both are the same.
            guard rename(made.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        }
        return try WAVFile([UInt8](Data(contentsOf: file)))
    }

    private static func sentences(seed: UInt64) -> String {
        let words = """
            the patient called about a prescription refill and wants to know whether doctor martin can see her on
            thursday morning because of pain in the left knee press one two three please hold the line while we connect
            you emergency fever since last night children seven years old insurance number nine eight six appointment
            cancelled tomorrow afternoon at half past four thank you very much goodbye who are you wearing hello maybe
            """.split(whereSeparator: \.isWhitespace)
        var generator = SeededGenerator(seed: seed + 1)
        return (0..<56).map { _ in
            (0..<14).compactMap { _ in words.randomElement(using: &generator) }.joined(separator: " ") + "."
        }.joined(separator: "\n")
    }

    private static func speak(_ text: String, to file: String, _ voice: String) throws {
        let process = Process()
        let words = voice.split(separator: " ").map(String.init)
        if words.first == "flite" {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/flite")
            process.arguments = ["-voice", words[1], "--setf", "duration_stretch=1.2", "-f", text, "-o", file]
        } else {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/espeak-ng")
            process.arguments = ["-v", voice, "-s", "150", "-f", text, "-w", file]
        }
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
