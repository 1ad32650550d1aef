import CallModel
import Routing

/// Reads `numbers:`, `flows:` and `menus:`.
struct FlowReader {
    let log: FindingLog

    func numbers(_ node: YAMLNode?) -> [ClinicNumber] {
        guard let node, let table = Section(node, path: "numbers", log: log) else { return [] }
        return table.entries.compactMap { entry in
            guard let number = PhoneNumber(dialled: entry.key) else {
                log.error(entry.position, "'\(entry.key)' is not a telephone number", hint: PhoneNumberHint.text)
                log.leftOut = true
                return nil
            }
            let placed = Placed(number, at: entry.position)
            guard let section = Section(entry.value, path: "numbers.\(entry.key)", keys: .number, log: log) else {
                log.leftOut = true
                return nil
            }
            if let flow = section["flow"], flow.text == nil {
                _ = section.text("flow")
                log.leftOut = true
                return nil
            }
            return ClinicNumber(
                number: placed, flow: section.placedText("flow"), language: section.placedText("language"),
                tag: section.text("tag"), site: section.placedText("site"))
        }
    }

    func flows(_ node: YAMLNode?) -> [ClinicFlow] {
        guard let node, let table = Section(node, path: "flows", log: log) else { return [] }
        return table.named.compactMap { entry in
            let path = "flows.\(entry.key)"
            let name = Placed(entry.key, at: entry.position)
            guard !ActionPhrase.reserved.contains(entry.key) else {
                log.error(entry.position, "a flow cannot be called '\(entry.key)': that word does something")
                return nil
            }
            guard case .list(let list) = entry.value.content else {
                let menu = if case .table = entry.value.content { true } else { false }
                log.error(
                    entry.value.position, "'\(path)' must be a list of steps, and is \(entry.value.kind)",
                    hint: menu ? "a table with 'say' and 'keys' is a menu, and stands under 'menus'" : nil)
                return ClinicFlow(name: name, steps: [Placed(.unreadable, at: entry.position)])
            }
            let steps = list.enumerated().map { step($1, path: "\(path)[\($0 + 1)]") }
            return ClinicFlow(name: name, steps: steps)
        }
    }

    private func step(_ node: YAMLNode, path: String) -> Placed<ClinicStep> {
        if let text = node.text {
            return Placed(
                .perform(ActionPhrase.read(text, at: node.position, path: path, log: log)), at: node.position)
        }
        let unreadable = Placed(ClinicStep.unreadable, at: node.position)
        guard let table = Section(node, path: path, log: log) else { return unreadable }
        if table.entries.contains(where: { $0.key == "ring" }) {
            guard let section = Section(node, path: path, keys: .ringStep, log: log) else { return unreadable }
            return Placed(.ring(ring(section)), at: node.position)
        }
        if table.entries.contains(where: { $0.key == "when" }) {
            return Placed(
                RuleReader(log: log).rule(node, path: path).map { .rule($0) } ?? .unreadable, at: node.position)
        }
        guard table.entries.count == 1, let entry = table.entries.first else {
            log.error(
                node.position, "'\(path)' must be one step, and has \(table.entries.count) keys",
                hint: "begin each step with '- '")
            return unreadable
        }
        return Placed(single(entry, table), at: node.position)
    }

    private func ring(_ section: Section) -> ClinicRing {
        ClinicRing(
            targets: section.targets("ring"),
            ringTime: section.duration("for", in: .seconds(1)...Duration.seconds(300)) ?? .seconds(20),
            callerHears: section.placedText("caller_hears"))
    }

    /// Steps of one key.
    static let stepKeys = ["say", "announce", "menu", "escalate", "callback", "flow", "otherwise", "site"]

    private func single(_ entry: YAMLEntry, _ table: Section) -> ClinicStep {
        let words = entry.key.words
        if words.first == "during" {
            guard words.count == 2 || words.count == 3 && words[1] == "mode" else {
                log.error(entry.position, "'\(entry.key)' is not understood", hint: "write 'during office: FLOW'")
                return .unreadable
            }
            return .during(
                Placed(words.dropFirst().joined(separator: " "), at: entry.position), table.requiredAction(entry.key))
        }
        switch entry.key {
        case "say", "announce":
            guard table.required(entry.key) != nil else { return .unreadable }
            let prompts = table.texts(entry.key)
            return .say(prompts, entry.key == "say" ? .allowed : .announcement)
        case "site":
            guard table.required("site", hint: "the name of a site") != nil, let site = table.placedText("site") else {
                return .unreadable
            }
            return .site(site)
        case "otherwise": return .perform(table.requiredAction(entry.key))
        case "menu", "escalate", "callback", "flow":
            guard table.required(entry.key) != nil, let text = table.placedText(entry.key) else {
                return .unreadable
            }
            return .perform(
                ActionPhrase.read(
                    "\(entry.key) \(text.value)", at: text.position, path: table.path(entry.key), log: log))
        default:
            log.error(
                entry.position, "there is no step '\(entry.key)'",
                hint: Spelling.hint(for: entry.key, among: Self.stepKeys + ["ring", "when", "during office"]))
            return .unreadable
        }
    }

    func menus(_ node: YAMLNode?) -> [ClinicMenu] {
        guard let node, let table = Section(node, path: "menus", log: log) else { return [] }
        return table.named.compactMap { entry in
            let path = "menus.\(entry.key)"
            guard let section = Section(entry.value, path: path, keys: .menu, log: log) else {
                log.leftOut = true
                return nil
            }
            return ClinicMenu(
                name: Placed(entry.key, at: entry.position), prompts: section.texts("say"), keys: keys(section),
                silence: patience(section, "silence"), wrongKey: patience(section, "wrong_key"),
                wait: section.duration("wait", in: .seconds(1)...Duration.seconds(60)) ?? .seconds(5))
        }
    }

    private func patience(_ section: Section, _ key: String) -> ClinicPatience? {
        section.placedText(key).map {
            ActionPhrase.patience($0.value, at: $0.position, path: section.path(key), log: log)
        }
    }

    private func keys(_ menu: Section) -> [ClinicMenuKey] {
        guard let node = menu["keys"], let table = Section(node, path: menu.path("keys"), log: log) else { return [] }
        return table.entries.compactMap { entry in
            let key = table.telephoneKey(entry.key, at: entry.position, path: table.path)
            if entry.value.text != nil {
                guard let key, let action = table.action(entry.key) else { return nil }
                return ClinicMenuKey(key: Placed(key, at: entry.position), action: action)
            }
            guard let section = Section(entry.value, path: table.path(entry.key), keys: .menuKey, log: log) else {
                return nil
            }
            let action = section.requiredAction("do", hint: "what the key does, such as 'escalate urgent'")
            guard let key else { return nil }
            return ClinicMenuKey(
                key: Placed(key, at: entry.position), reason: section.text("reason"),
                language: section.placedText("language"), action: action)
        }
    }
}
