import Routing

/// Reads `modes:`: a list of names, or a table with what each does.
struct ModeReader {
    let log: FindingLog

    func read(_ node: YAMLNode?) -> [ClinicMode] {
        guard let node else { return [] }
        if case .list(let list) = node.content {
            return list.compactMap { item in
                guard let text = item.text, !text.isEmpty else {
                    log.error(item.position, "'modes' must have names, and this is \(item.kind)")
                    return nil
                }
                return name(text, at: item.position).map { ClinicMode(name: $0, title: text) }
            }
        }
        guard let table = Section(node, path: "modes", log: log) else { return [] }
        return table.entries.compactMap { entry in
            guard let name = name(entry.key, at: entry.position) else { return nil }
            let path = "modes.\(entry.key)"
            guard !entry.value.isEmpty else { return ClinicMode(name: name, title: entry.key) }
            guard let section = Section(entry.value, path: path, keys: .mode, log: log) else { return nil }
            let key = section.placedText("key").flatMap { text in
                section.telephoneKey(text.value, at: text.position, path: section.path("key"))
                    .map { Placed($0, at: text.position) }
            }
            return ClinicMode(
                name: name, title: section.text("name") ?? entry.key, key: key,
                hours: section.choice("hours", ClinicMode.HoursEffect.self) ?? .usual,
                lasts: section.duration("lasts", in: .seconds(60)...Duration.seconds(31 * 86_400)))
        }
    }

    /// The PIN by which modes are set on the telephone: 4 to 15 digits. `nil` without one, or, with a finding, when it
    /// is none.
    func pin(_ top: Section, _ secrets: SecretReader) -> Secret? {
        guard let node = top["mode_pin"], let pin = secrets.read(top, "mode_pin") else {
            if top["mode_pin"] != nil { log.leftOut = true }
            return nil
        }
        // A check without the passwords of systemd has an empty one, and a replay one that was not kept.
        let digits = pin.value.utf8
        if digits.isEmpty || secrets.surroundings.secrets == .named && pin.value == SecretReader.notKept { return pin }
        if (4...15).contains(digits.count) && digits.allSatisfy({ (0x30...0x39).contains($0) }) {
            return pin
        }
        log.error(node.position, "'mode_pin' must be 4 to 15 digits", hint: "as they are pressed on a telephone")
        log.leftOut = true
        return nil
    }

    /// `snow day` or `snow-day`.
    private func name(_ text: String, at position: SourcePosition) -> Placed<String>? {
        let key = ClinicMode.key(for: text)
        if Section.isName(key) { return Placed(key, at: position) }
        log.error(position, "'\(text)' is not a name for a mode", hint: "such as 'snow day'")
        return nil
    }
}

extension Clinic {
    /// The names of the modes that have a key, to be spoken where modes are set on the telephone; those that the clinic
    /// has among its own prompts stay as they are.
    func modePrompts(beside own: [PromptSource]) -> [PromptSource] {
        guard modeAccess == .pin else { return [] }
        let known = Set(own.map(\.prompt))
        return modes.filter { $0.key != nil }.flatMap { mode in
            languages.map { PromptRef(ClinicMode.prompt(for: mode.name.value), language: $0.value) }
                .filter { !known.contains($0) }
                .map { PromptSource(prompt: $0, content: .text(mode.title), position: mode.name.position) }
        }
    }
}
