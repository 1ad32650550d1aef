import Routing

/// Reads `prompts:`: words to be spoken, or sound files, per language.
struct PromptReader {
    let log: FindingLog

    func read(_ node: YAMLNode?, languages: [String]) -> (sources: [PromptSource], clinic: [ClinicPrompt]) {
        guard let node, let table = Section(node, path: "prompts", log: log) else { return ([], []) }
        var sources: [PromptSource] = []
        var clinic: [ClinicPrompt] = []
        for entry in table.named {
            let path = "prompts.\(entry.key)"
            var known: Set<String> = []
            for (language, node) in versions(of: entry, path: path, languages: languages) {
                known.insert(language)
                guard
                    let content = content(
                        node, path: node.isEmpty && languages.count == 1 ? path : "\(path).\(language)")
                else { continue }
                sources.append(
                    PromptSource(
                        prompt: PromptRef(entry.key, language: language), content: content.value,
                        position: content.position))
            }
            // One that was reported must not be called missing too.
            clinic.append(
                ClinicPrompt(
                    name: Placed(entry.key, at: entry.position), languages: known.isEmpty ? Set(languages) : known))
        }
        return (sources, clinic)
    }

    /// Text alone, and `file:` alone, are in the clinic's own language.
    private func versions(of entry: YAMLEntry, path: String, languages: [String]) -> [(String, YAMLNode)] {
        let own = languages.first ?? "en"
        if entry.value.text != nil { return [(own, entry.value)] }
        guard !entry.value.isEmpty else { return [(own, entry.value)] }
        guard let section = Section(entry.value, path: path, log: log) else { return [] }
        if section.entries.count == 1, section["file"] != nil { return [(own, entry.value)] }
        return section.entries.compactMap { version in
            guard languages.contains(version.key) else {
                log.error(
                    version.position, "'\(path)': '\(version.key)' is none of the clinic's languages",
                    hint: Spelling.hint(for: version.key, among: languages))
                return nil
            }
            return (version.key, version.value)
        }
    }

    /// What it is made of, and where that is written.
    private func content(_ node: YAMLNode, path: String) -> Placed<PromptSource.Content>? {
        if let text = node.text {
            let words = text.trimmed
            guard !words.isEmpty, words.utf8.count <= 4096 else {
                log.error(node.position, "'\(path)' must have words, and not more than 4096 letters")
                return nil
            }
            return Placed(.text(words), at: node.position)
        }
        guard !node.isEmpty else {
            log.error(node.position, "'\(path)' has nothing", hint: "write the words, or { file: PATH }")
            return nil
        }
        guard let section = Section(node, path: path, keys: .promptFile, log: log),
            section.required("file") != nil, let file = section.placedText("file")
        else { return nil }
        return Placed(.file(Paths.resolve(file)), at: file.position)
    }
}
