import Media
import Routing

extension ConfigurationLoad {
    /// The same, with what is wrong with the prompts: a start or a reload would say it too, but too late.
    ///
    /// Sound files are read and must be audio. Words are spoken only by the daemon, so that here it is a warning when
    /// nobody is installed who could.
    package func checkingPrompts(synthesiser: SpeechSynthesiser?) -> ConfigurationLoad {
        guard let configuration else { return self }
        var all = findings
        for source in configuration.prompts {
            guard case .file(let path) = source.content, let position = source.position else { continue }
            if let fault = Self.fault(of: path) {
                all.append(Finding(.error, at: position, "prompt \(source.prompt): \(fault)", kind: .sound))
            }
        }
        if let synthesiser {
            all += Self.voicesMissing(configuration, synthesiser)
        } else {
            all.append(Self.nobodySpeaks(configuration))
        }
        all.sort { $0.position < $1.position }
        let isSound = !all.contains { $0.severity == .error }
        return ConfigurationLoad(configuration: isSound ? configuration : nil, findings: all)
    }

    private static func fault(of path: String) -> String? {
        do {
            _ = try WAVFile(try PromptLibrary.read(path))
            return nil
        } catch let error as PromptError {
            return error.message
        } catch {
            return "\(path) \(error)"
        }
    }

    /// Languages that the engine has no voice for; at the first line, because no line is wrong by itself.
    private static func voicesMissing(
        _ configuration: LoadedConfiguration, _ synthesiser: SpeechSynthesiser
    ) -> [Finding] {
        let sources = PromptSource.all(configuration.prompts, languages: configuration.table.languages)
        let spoken = sources.filter { if case .text = $0.content { true } else { false } }
        return Set(spoken.map(\.prompt.language)).sorted().compactMap { language in
            do {
                _ = try synthesiser.voice(language)
                return nil
            } catch {
                return Finding(
                    .error, at: SourcePosition(file: configuration.file, line: 1, column: 1), "\(error)", kind: .sound)
            }
        }
    }

    /// At the first words of the clinic; it need not have any, but the built-in ones are always there.
    private static func nobodySpeaks(_ configuration: LoadedConfiguration) -> Finding {
        let all = PromptSource.all(configuration.prompts, languages: configuration.table.languages)
        let spoken = all.filter { source in
            switch source.content {
            case .text: true
            case .file: false
            }
        }
        let place = spoken.lazy.compactMap(\.position).first
        return Finding(
            .warning, at: place ?? SourcePosition(file: configuration.file, line: 1, column: 1),
            "\(spoken.count) prompts are words, and \(configuration.speech.engine.rawValue) is not installed here to speak them",
            hint: configuration.speech.engine.advice)
    }
}
