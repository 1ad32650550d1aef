import CallModel
import Routing

/// Reads `numbers:` and `flows:`, with the menus and questions that stand in the place of a flow.
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
            var own = ClinicNumber(
                number: placed, flow: section.placedText("flow"), language: section.placedText("language"),
                tag: section.text("tag"), site: section.placedText("site"))
            own.pace = section.choice("pace", Pace.self) ?? .ordinary
            own.prompts = prompts(section)
            if section.flag("urgent") == .yes { own.urgency = .urgent }
            return own
        }
    }

    /// `greeting: dental-greeting`: what this number says in place of other prompts.
    private func prompts(_ number: Section) -> [String: Placed<String>] {
        guard let node = number["prompts"], let table = Section(node, path: number.path("prompts"), log: log) else {
            return [:]
        }
        let pairs = table.entries.compactMap { entry in table.placedText(entry.key).map { (entry.key, $0) } }
        return Dictionary(pairs) { first, _ in first }
    }

    /// What stands under `flows:`.
    struct Flows {
        var flows: [ClinicFlow] = []
        /// Those in the place of a flow, which asks them and nothing else.
        var menus: [ClinicMenu] = []
        var questions: [ClinicQuestion] = []
    }

    func flows(_ node: YAMLNode?) -> Flows {
        var read = Flows()
        guard let node, let table = Section(node, path: "flows", log: log) else { return read }
        for entry in table.named {
            guard case .table(let keys) = entry.value.content else {
                if let flow = flow(entry) { read.flows.append(flow) }
                continue
            }
            let name = Placed(entry.key, at: entry.position)
            let path = "flows.\(entry.key)"
            if keys.contains(where: { $0.key == "digits" }) {
                guard let question = MenuReader(log: log).question(entry, path: path) else { continue }
                read.questions.append(question)
                read.flows.append(
                    ClinicFlow(
                        name: name,
                        steps: [Placed(.perform(Placed(.ask(entry.key), at: entry.position)), at: entry.position)]))
            } else if keys.contains(where: { $0.key == "keys" }) {
                guard let menu = MenuReader(log: log).menu(entry, path: path) else { continue }
                read.menus.append(menu)
                read.flows.append(
                    ClinicFlow(
                        name: name,
                        steps: [Placed(.perform(Placed(.menu(entry.key), at: entry.position)), at: entry.position)]))
            } else if let flow = flow(entry) {
                read.flows.append(flow)
            }
        }
        return read
    }

    /// A list of steps; `nil`, with a finding, when its name is taken by a word that does something.
    private func flow(_ entry: YAMLEntry) -> ClinicFlow? {
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
                hint: menu ? "begin each step with '- '; a menu is a table with 'say' and 'keys'" : nil)
            return ClinicFlow(name: name, steps: [Placed(.unreadable, at: entry.position)])
        }
        let steps = list.enumerated().map { step($1, path: "\(path)[\($0 + 1)]") }
        return ClinicFlow(name: name, steps: steps)
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
            callerHears: section.placedText("caller_hears"), apart: section.apart())
    }

    /// Steps of one key.
    static let stepKeys = [
        "say", "announce", "menu", "escalate", "callback", "flow", "otherwise", "site", "ask", "queue", "voicemail",
    ]

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
        case "menu", "escalate", "callback", "flow", "ask", "queue", "voicemail":
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
}
