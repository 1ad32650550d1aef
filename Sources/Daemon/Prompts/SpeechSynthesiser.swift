import Foundation

/// Turns words into a sound file with the speech synthesiser that the server has installed.
package struct SpeechSynthesiser: Sendable {
    /// The program, such as `/usr/bin/espeak-ng`.
    package var program: String

    /// The synthesiser `program`.
    package init(program: String) { self.program = program }

    /// Finds espeak-ng on the usual paths; `nil` when it is not installed.
    package static func installed() -> SpeechSynthesiser? {
        ["/usr/bin/espeak-ng", "/usr/local/bin/espeak-ng"]
            .first(where: FileManager.default.isExecutableFile(atPath:)).map(SpeechSynthesiser.init)
    }

    /// The name of the voice of a language: what a spoken file depends on besides its words.
    func voice(_ language: String) -> String { "\(language == "en" ? "en-us" : language)" }

    /// Speaks `text` into a WAV file at `path`, which appears whole or not at all.
    ///
    /// The words go in through standard input, so that none of them can be taken for an option.
    ///
    /// - Throws: ``PromptError`` when the program cannot be started or says no.
    func speak(_ text: String, language: String, to path: String) throws(PromptError) {
        let partial = path + ".partial"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-v", voice(language), "-s", "150", "--stdin", "-w", partial]
        let input = Pipe()
        let errors = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        do {
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
            try input.fileHandleForWriting.close()
        } catch {
            throw PromptError(message: "cannot run \(program): \(error.localizedDescription)")
        }
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let words = String(decoding: complaint.prefix(200), as: UTF8.self)
            throw PromptError(message: "\(program) could not speak \(language): \(words)")
        }
        guard rename(partial, path) == 0 else {
            throw PromptError(message: "cannot write \(path): \(String(cString: strerror(errno)))")
        }
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
