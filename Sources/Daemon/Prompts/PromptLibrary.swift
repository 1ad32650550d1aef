import Foundation
import Media
import MediaEngine
import Routing
import Security

/// Every prompt of a configuration as a sound file: configured ones as they are, words spoken.
///
/// Spoken prompts are kept in a folder by the hash of their words, language, voice, engine, format and level, so that a restart speaks nothing
/// again and a changed word speaks one file. They are kept as a telephone plays them: resampling all of them at each
/// start would take longer than everything else that a start does.
package struct PromptLibrary: Sendable {
    /// Where spoken prompts are kept.
    package var folder: String
    /// Who speaks; `nil` when no synthesiser is installed.
    package var synthesiser: SpeechSynthesiser?
    /// Who should, for the error when nobody is.
    package var engine: SpeechEngine

    /// A library in `folder`.
    package init(folder: String, synthesiser: SpeechSynthesiser?, engine: SpeechEngine = .espeakNG) {
        self.engine = engine
        self.folder = folder
        self.synthesiser = synthesiser
    }

    /// The file of a prompt, which is spoken first when nobody has yet.
    ///
    /// - Throws: ``PromptError``.
    package func file(of source: PromptSource) throws(PromptError) -> String {
        switch source.content {
        case .file(let path): path
        case .text(let words): try spoken(words, language: source.prompt.language)
        }
    }

    private func spoken(_ words: String, language: String) throws(PromptError) -> String {
        guard let synthesiser else {
            throw PromptError(
                message: "\(engine.rawValue) is not installed and should speak it: \(engine.advice), or give a file")
        }
        let what = [
            synthesiser.settings.engine.rawValue, synthesiser.program, synthesiser.version,
            try synthesiser.voice(language), language, TelephoneSound.format, "\(SpeechLevel.target) dBm0", words,
        ]
        let key = Hash.hexDigest(what.joined(separator: "\n"), .sha256).prefix(20)
        let path = "\(folder)/\(language)-\(key).wav"
        if FileManager.default.fileExists(atPath: path) { return path }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw PromptError(message: "cannot make the folder \(folder): \(error.localizedDescription)")
        }
        let raw = path + ".spoken"
        defer { unlink(raw) }
        try synthesiser.speak(words, language: language, to: raw)
        try keep(raw, as: path)
        return path
    }

    /// Converts what was spoken into `path`, which appears whole or not at all.
    private func keep(_ raw: String, as path: String) throws(PromptError) {
        let sound: [UInt8]
        do {
            sound = try TelephoneSound.spoken(try Self.read(raw))
        } catch let error as PromptError {
            throw error
        } catch {
            throw PromptError(message: "what \(synthesiser?.program ?? "the synthesiser") spoke \(error)")
        }
        do {
            try Data(sound).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw PromptError(message: "cannot write \(path): \(error.localizedDescription)")
        }
    }

    /// The largest sound file that is read: an hour of speech at 16 kHz.
    private static let largestFile = 120 << 20

    /// The bytes of a sound file.
    ///
    /// - Throws: ``PromptError``.
    package static func read(_ path: String) throws(PromptError) -> [UInt8] {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let size = attributes?[.size] as? Int else { throw PromptError(message: "there is no file \(path)") }
        guard size <= largestFile else { throw PromptError(message: "\(path) is larger than 120 MiB") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw PromptError(message: "cannot read \(path)")
        }
        return [UInt8](data)
    }
}
