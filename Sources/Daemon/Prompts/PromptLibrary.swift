import Foundation
package import Routing
import Security

/// Every prompt of a configuration as the bytes of a sound file: configured ones first, built-in words behind them.
///
/// Spoken prompts are kept in a folder by the hash of their words and voice, so that a restart speaks nothing again and
/// a changed word speaks one file.
package struct PromptLibrary: Sendable {
    /// Where spoken prompts are kept.
    package var folder: String
    /// Who speaks; `nil` when no synthesiser is installed.
    package var synthesiser: SpeechSynthesiser?

    /// A library in `folder`.
    package init(folder: String, synthesiser: SpeechSynthesiser?) {
        self.folder = folder
        self.synthesiser = synthesiser
    }

    /// One prompt, ready to be loaded into the media engine.
    package struct Sound: Sendable {
        package var prompt: PromptRef
        /// A whole WAV file.
        package var file: [UInt8]
        /// Where the configuration asks for it, or where it was spoken to; for errors.
        package var position: String
    }

    /// Reads or speaks all prompts; built-in ones are added in each language unless the configuration has its own.
    ///
    /// - Returns: the sounds, and everything that is missing, so that an administrator sees all of it at once.
    package func prepare(_ sources: [PromptSource], languages: [String]) -> (sounds: [Sound], errors: [PromptError]) {
        var all = sources
        let own = Set(sources.map(\.prompt))
        for language in Set(languages).union(["en"]).sorted() {
            for builtIn in BuiltInPrompt.allCases {
                let prompt = PromptRef(builtIn.rawValue, language: language)
                guard !own.contains(prompt), let words = BuiltInWords.words(builtIn, language: language) else {
                    continue
                }
                all.append(PromptSource(prompt: prompt, content: .text(words), position: "built-in \(prompt)"))
            }
        }
        var sounds: [Sound] = []
        var errors: [PromptError] = []
        for source in all {
            do {
                sounds.append(try sound(source))
            } catch let error as PromptError {
                errors.append(PromptError(message: "\(source.position): prompt \(source.prompt): \(error.message)"))
            } catch {
                errors.append(PromptError(message: "\(source.position): prompt \(source.prompt): \(error)"))
            }
        }
        return (sounds, errors)
    }

    private func sound(_ source: PromptSource) throws -> Sound {
        switch source.content {
        case .file(let path):
            return Sound(prompt: source.prompt, file: try read(path), position: source.position)
        case .text(let words):
            let path = try spoken(words, language: source.prompt.language)
            return Sound(prompt: source.prompt, file: try read(path), position: source.position)
        }
    }

    private func spoken(_ words: String, language: String) throws -> String {
        guard let synthesiser else {
            throw PromptError(message: "no speech synthesiser is installed: apt-get install espeak-ng, or give a file")
        }
        let key = Hash.hexDigest("\(synthesiser.program)\n\(language)\n\(words)", .sha256).prefix(20)
        let path = "\(folder)/\(language)-\(key).wav"
        if FileManager.default.fileExists(atPath: path) { return path }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw PromptError(message: "cannot make the folder \(folder): \(error.localizedDescription)")
        }
        try synthesiser.speak(words, language: language, to: path)
        return path
    }

    /// The largest sound file that is read: an hour of speech at 16 kHz.
    private static let largestFile = 120 << 20

    private func read(_ path: String) throws -> [UInt8] {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let size = attributes?[.size] as? Int else { throw PromptError(message: "there is no file \(path)") }
        guard size <= Self.largestFile else { throw PromptError(message: "\(path) is larger than 120 MiB") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw PromptError(message: "cannot read \(path)")
        }
        return [UInt8](data)
    }
}
