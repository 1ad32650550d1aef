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

    /// `snow day` or `snow-day`.
    private func name(_ text: String, at position: SourcePosition) -> Placed<String>? {
        let key = ClinicMode.key(for: text)
        if Section.isName(key) { return Placed(key, at: position) }
        log.error(position, "'\(text)' is not a name for a mode", hint: "such as 'snow day'")
        return nil
    }
}
