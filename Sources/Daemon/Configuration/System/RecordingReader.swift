import CallModel
import Routing

/// Reads `recording:`.
struct RecordingReader {
    let surroundings: ConfigurationSurroundings
    let log: FindingLog

    /// - Returns: `nil` when nothing is recorded.
    func read(_ node: YAMLNode?, of clinic: Clinic, prompts: [PromptSource], state: String) -> RecordingSettings? {
        guard let node, let section = Section(node, path: "recording", keys: .recording, log: log) else { return nil }
        var settings = RecordingSettings(
            numbers: numbers(section, of: clinic), consent: BuiltInPrompt.recordingConsent.rawValue,
            pauseKey: Key("*"), folder: "\(state)/recordings", keyFile: "", keep: .seconds(90 * 86_400),
            quota: 20 << 30)
        if let prompt = section.placedText("consent") {
            settings.consent = prompt.value
            let known = Set(prompts.map(\.prompt.name)).union(BuiltInPrompt.allCases.map(\.rawValue))
            if !known.contains(prompt.value) {
                log.error(
                    prompt.position, "'recording.consent': there is no prompt '\(prompt.value)'",
                    hint: Spelling.hint(for: prompt.value, among: known.sorted()))
            }
        }
        if let key = section.placedText("pause_key") {
            if key.value == "none" {
                settings.pauseKey = nil
            } else if key.value.count == 1, let pressed = key.value.first.flatMap(Key.init) {
                settings.pauseKey = pressed
            } else {
                log.error(key.position, "'recording.pause_key': '\(key.value)' is not a key: 0 to 9, *, # or none")
            }
        }
        if let folder = section.placedText("directory") { settings.folder = Paths.resolve(folder) }
        settings.keep =
            section.duration("keep", in: .seconds(86_400)...Duration.seconds(20 * 366 * 86_400)) ?? settings.keep
        if let quota = section.placedText("quota") { settings.quota = bytes(quota) ?? settings.quota }
        guard section.required("keys", hint: "write { credential: NAME } or { file: PATH }") != nil,
            let file = keyFile(section)
        else { return nil }
        settings.keyFile = file
        return settings
    }

    /// `numbers:` and `flows:`; every number without either.
    private func numbers(_ section: Section, of clinic: Clinic) -> Set<PhoneNumber>? {
        guard section["numbers"] != nil || section["flows"] != nil else { return nil }
        var numbers: Set<PhoneNumber> = []
        for text in section.texts("numbers") {
            guard let number = clinic.numbers.first(where: { $0.number.value.e164 == text.value }) else {
                log.error(text.position, "'recording.numbers': '\(text.value)' is none of the clinic's numbers")
                continue
            }
            numbers.insert(number.number.value)
        }
        for text in section.texts("flows") {
            guard clinic.flows.contains(where: { $0.name.value == text.value }) else {
                log.error(
                    text.position, "'recording.flows': there is no flow '\(text.value)'",
                    hint: Spelling.hint(for: text.value, among: clinic.flows.map(\.name.value)))
                continue
            }
            for number in clinic.numbers where number.flow?.value == text.value { numbers.insert(number.number.value) }
        }
        return numbers
    }

    /// The path of the key file. Whether it can be read is seen when the first call is to be recorded: calls go on
    /// without recordings, so a key that is missing must not keep the daemon from starting.
    private func keyFile(_ section: Section) -> String? {
        guard let node = section["keys"],
            let table = Section(node, path: section.path("keys"), keys: .secret, log: log)
        else { return nil }
        switch (table.placedText("credential"), table.placedText("file")) {
        case (nil, let file?): return Paths.resolve(file)
        case (let credential?, nil):
            guard !credential.value.contains("/"), credential.value != "..", credential.value != "." else {
                log.error(
                    credential.position, "'recording.keys.credential': '\(credential.value)' is not a credential's name"
                )
                return nil
            }
            return (surroundings.credentialsDirectory ?? "/run/credentials/nightbell.service") + "/" + credential.value
        case (nil, nil), (_?, _?):
            log.error(node.position, "'recording.keys' must have 'credential' or 'file', and just one of them")
            return nil
        }
    }

    /// `20 GB`, `500 MB`.
    private func bytes(_ text: Placed<String>) -> UInt64? {
        let words = text.value.words
        let units: [String: UInt64] = ["MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000]
        if words.count == 2, let number = UInt64(words[0]), (1...999_999).contains(number),
            let unit = units[String(words[1])]
        {
            return number * unit
        }
        log.error(text.position, "'recording.quota': '\(text.value)' is not a size", hint: "such as 500 MB or 20 GB")
        return nil
    }
}
