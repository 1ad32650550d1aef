import Foundation

/// Turns words into a sound file with the speech synthesiser that the configuration names.
package struct SpeechSynthesiser: Sendable {
    /// What it is.
    package var settings: SpeechSettings
    /// The program, such as `/usr/bin/espeak-ng`.
    package var program: String
    /// What the program says of itself: another version may speak otherwise.
    package var version: String

    /// The synthesiser `program`.
    package init(program: String, settings: SpeechSettings = SpeechSettings(), version: String = "") {
        self.program = program
        self.settings = settings
        self.version = version
    }

    /// Finds the program of an engine on the usual paths; `nil` when it is not installed.
    package static func installed(_ settings: SpeechSettings = SpeechSettings()) -> SpeechSynthesiser? {
        settings.engine.programs.first(where: FileManager.default.isExecutableFile(atPath:)).map { program in
            SpeechSynthesiser(program: program, settings: settings, version: version(of: program))
        }
    }

    /// The name of the voice of a language: what a spoken file depends on besides its words.
    ///
    /// - Throws: ``PromptError`` when none is named and the engine has none.
    func voice(_ language: String) throws(PromptError) -> String {
        if let voice = settings.voices[language] ?? settings.engine.voice(language) { return voice }
        let engine = settings.engine
        throw PromptError(
            message: "\(engine.rawValue) has no voice for '\(language)': name one under 'speech.voices' "
                + "(\(engine.voiceAdvice))")
    }

    /// Speaks `text` into a WAV file at `path`, which appears whole or not at all.
    ///
    /// The words go in through a file or standard input, so that none of them can be taken for an option.
    ///
    /// - Throws: ``PromptError`` when the program cannot be started or says no.
    func speak(_ text: String, language: String, to path: String) throws(PromptError) {
        let (partial, words) = (path + ".partial", path + ".words")
        defer { unlink(words) }
        let voice = try voice(language)
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: words))
        } catch {
            throw PromptError(message: "cannot write \(words): \(error.localizedDescription)")
        }
        try checkFlite(voice)
        let arguments = settings.engine.arguments(voice: voice, words: words, to: partial)
        let result: (status: Int32, complaint: String, output: String)
        do {
            result = try Self.run(program, arguments, words: words)
        } catch {
            throw PromptError(message: "cannot run \(program): \(error.localizedDescription)")
        }
        guard result.status == 0 else {
            unlink(partial)
            throw PromptError(message: "\(program) could not speak \(language) with \(voice): \(result.complaint)")
        }
        guard rename(partial, path) == 0 else {
            // flite says so on standard error and calls it a success.
            throw PromptError(message: "\(program) spoke nothing with the voice \(voice): \(result.complaint)")
        }
    }

    /// flite speaks with another voice when it does not have the one that is asked for, and says nothing.
    private func checkFlite(_ voice: String) throws(PromptError) {
        guard settings.engine == .flite, !voice.contains("/"),
            let known = try? Self.run(program, ["-lv"], words: "/dev/null").output.split(separator: ":").last
        else { return }
        let voices = known.split(whereSeparator: \.isWhitespace)
        guard !voices.contains(Substring(voice)) else { return }
        throw PromptError(message: "flite has no voice '\(voice)': it has \(voices.joined(separator: ", "))")
    }

    private static func version(of program: String) -> String {
        guard let result = try? run(program, ["--version"], words: "/dev/null") else { return "" }
        return String(result.output.prefix(400))
    }

    private static func run(
        _ program: String, _ arguments: [String], words: String
    ) throws -> (status: Int32, complaint: String, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle(forReadingAtPath: words) ?? FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Neither says more than a pipe holds; what it says on standard output is read first.
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (
            process.terminationStatus,
            String(decoding: complaint.prefix(200), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines),
            String(decoding: said, as: UTF8.self)
        )
    }
}

/// Why a prompt could not be had.
package struct PromptError: Error, CustomStringConvertible, Sendable {
    /// In words, with the place in the configuration where there is one.
    package var message: String

    /// An error in these words.
    package init(message: String) { self.message = message }

    package var description: String { message }
}
