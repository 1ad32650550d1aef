import Routing

/// Reads `speech:`.
struct SpeechReader {
    let log: FindingLog

    func read(_ node: YAMLNode?, languages: [String]) -> SpeechSettings {
        var settings = SpeechSettings()
        guard let node, let section = Section(node, path: "speech", keys: .speech, log: log) else { return settings }
        settings.engine = section.choice("engine", SpeechEngine.self) ?? settings.engine
        guard let voices = section["voices"], let table = Section(voices, path: section.path("voices"), log: log) else {
            return settings
        }
        for entry in table.entries {
            guard languages.contains(entry.key) else {
                log.error(
                    entry.position, "'speech.voices': '\(entry.key)' is none of the clinic's languages",
                    hint: Spelling.hint(for: entry.key, among: languages))
                continue
            }
            guard let voice = table.placedText(entry.key) else { continue }
            let isModel = settings.engine == .piper
            // What could be taken for an option is no voice.
            guard !voice.value.hasPrefix("-") else {
                log.error(voice.position, "'speech.voices.\(entry.key)': '\(voice.value)' is not a voice")
                continue
            }
            settings.voices[entry.key] = isModel ? Paths.resolve(voice) : voice.value
        }
        return settings
    }
}
