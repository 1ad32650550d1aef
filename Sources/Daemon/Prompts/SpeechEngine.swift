/// A program that speaks.
package enum SpeechEngine: String, Hashable, Sendable, CaseIterable {
    /// Debian's espeak-ng: many languages, little memory.
    case espeakNG = "espeak-ng"
    /// Debian's flite: English alone, a warmer voice.
    case flite
    /// Piper, where somebody has put it: the most natural one. Debian has no package of it.
    case piper

    /// Where its program may be.
    var programs: [String] { ["/usr/bin/", "/usr/local/bin/", "/opt/piper/"].map { $0 + rawValue } }

    /// How to get it.
    package var advice: String {
        switch self {
        case .espeakNG, .flite: "apt-get install \(rawValue)"
        case .piper: "put its program at /usr/local/bin/piper"
        }
    }

    /// The voice of a language when the clinic names none; `nil` when the engine does not have one.
    func voice(_ language: String) -> String? {
        switch self {
        case .espeakNG: language == "en" ? "en-us" : language
        case .flite: language == "en" || language.hasPrefix("en-") ? "slt" : nil
        case .piper: nil
        }
    }

    /// What a voice of it is, for whoever has to name one.
    var voiceAdvice: String {
        switch self {
        case .espeakNG: "see `espeak-ng --voices`"
        case .flite: "it speaks English alone: take espeak-ng for other languages"
        case .piper: "the path of a model, such as /usr/share/piper/en_US-amy-medium.onnx"
        }
    }

    /// The arguments that speak what stands in a file, or on standard input, into a WAV file.
    func arguments(voice: String, words: String, to wav: String) -> [String] {
        switch self {
        case .espeakNG: ["-v", voice, "-s", "150", "-f", words, "-w", wav]
        case .flite: ["-voice", voice, "-f", words, "-o", wav]
        case .piper: ["--model", voice, "--output_file", wav]
        }
    }
}

/// Who speaks a clinic's words, and with which voices.
package struct SpeechSettings: Hashable, Sendable {
    /// The program.
    package var engine: SpeechEngine
    /// The voice of each language that has one named for it.
    package var voices: [String: String]

    /// These settings.
    package init(engine: SpeechEngine = .espeakNG, voices: [String: String] = [:]) {
        self.engine = engine
        self.voices = voices
    }
}
