import Routing

/// Reads `escalations:`.
struct EscalationReader {
    let log: FindingLog

    func read(_ node: YAMLNode?) -> [ClinicEscalation] {
        guard let node, let table = Section(node, path: "escalations", log: log) else { return [] }
        return table.named.map(escalation)
    }

    private func escalation(_ entry: YAMLEntry) -> ClinicEscalation {
        let path = "escalations.\(entry.key)"
        guard let section = Section(entry.value, path: path, keys: .escalation, log: log) else {
            return ClinicEscalation(
                name: Placed(entry.key, at: entry.position), steps: [unreadable(at: entry.position)])
        }
        var policy = ClinicEscalation(name: Placed(entry.key, at: entry.position), steps: steps(section))
        policy.rounds = section.integer("rounds", in: 1...9) ?? 1
        policy.then = section.action("then")
        policy.callerHears = section.placedText("caller_hears")
        policy.opening = section.placedText("opening")
        policy.whisper = section.placedText("whisper")
        policy.comfort = comfort(section)
        if let key = leaveNumber(section) { policy.leaveNumber = key.key }
        policy.acceptTime = section.duration("accept_within", in: .seconds(3)...Duration.seconds(60)) ?? .seconds(15)
        policy.due = section.duration("due", in: .seconds(60)...Duration.seconds(7 * 86_400)) ?? .seconds(1800)
        return policy
    }

    private func steps(_ section: Section) -> [ClinicEscalationStep] {
        guard let node = section.required("steps", hint: "a list of 'ring:' with 'for:'") else {
            return [unreadable(at: section.position)]
        }
        guard case .list(let list) = node.content else {
            log.error(node.position, "'\(section.path).steps' must be a list, and is \(node.kind)")
            return [unreadable(at: node.position)]
        }
        return list.enumerated().map { index, node in
            step(node, path: "\(section.path).steps[\(index + 1)]")
        }
    }

    /// Stands for a step that was reported.
    private func unreadable(at position: SourcePosition) -> ClinicEscalationStep {
        ClinicEscalationStep(
            targets: [Placed(.unreadable, at: position)], ringTime: .seconds(25), position: position)
    }

    private func step(_ node: YAMLNode, path: String) -> ClinicEscalationStep {
        guard let section = Section(node, path: path, keys: .step, log: log) else {
            return unreadable(at: node.position)
        }
        let targets = section.targets("ring")
        let (order, apart) = section.order()
        var step = ClinicEscalationStep(
            targets: targets, order: order,
            ringTime: section.duration("for", in: .seconds(1)...Duration.seconds(300)) ?? .seconds(25),
            position: node.position)
        if let text = section.placedText("accept") { step.acceptKey = accept(text, section) }
        if let text = section.placedText("starting") { step.startsEarly = early(text, section) }
        step.apart = apart
        step.preferences = section.texts("prefer").compactMap { preference($0, section) }
        return step
    }

    /// `caller's language`, `the skill asked for`, `the provider asked for`, or a skill.
    private func preference(_ text: Placed<String>, _ section: Section) -> Placed<ClinicPreference>? {
        switch text.value.words {
        case ["caller's", "language"], ["the", "caller's", "language"]:
            return Placed(.callersLanguage, at: text.position)
        case ["the", "skill", "asked", "for"]: return Placed(.wantedSkill, at: text.position)
        case ["the", "provider", "asked", "for"]: return Placed(.wantedProvider, at: text.position)
        case let words where words.count == 1: return Placed(.skill(words[0]), at: text.position)
        default:
            log.error(
                text.position, "'\(section.path).prefer': '\(text.value)' is not understood",
                hint: "write a skill, 'caller's language', 'the skill asked for' or 'the provider asked for'")
            return nil
        }
    }

    /// `press 1`.
    private func accept(_ text: Placed<String>, _ section: Section) -> Key? {
        let words = text.value.words
        if words.count == 2, words[0] == "press", let character = words[1].first, words[1].count == 1,
            let key = Key(character), key != Key("2")
        {
            return key
        }
        log.error(
            text.position, "'\(section.path).accept': '\(text.value)' is not understood",
            hint: "write 'press 1'; 2 always declines. Phones that are trusted accept by answering in any case")
        return nil
    }

    /// `5s early`.
    private func early(_ text: Placed<String>, _ section: Section) -> Duration {
        let words = text.value.words
        if words.count >= 2, words.last == "early",
            let time = Phrases.duration(words.dropLast().joined(separator: " ")), time <= .seconds(300)
        {
            return time
        }
        log.error(
            text.position, "'\(section.path).starting': '\(text.value)' is not understood", hint: "write '5s early'")
        return .zero
    }

    /// `comfort: no`, or what is said and how often.
    private func comfort(_ section: Section) -> ClinicComfort {
        guard let node = section["comfort"] else { return .builtIn }
        if node.text == "no" { return .none }
        guard let comfort = Section(node, path: section.path("comfort"), keys: .comfort, log: log) else {
            return .builtIn
        }
        return .say(
            comfort.placedText("say"),
            every: comfort.duration("every", in: .seconds(5)...Duration.seconds(300)) ?? .seconds(20))
    }

    /// A key, or `no`; `nil` when nothing is said.
    private func leaveNumber(_ section: Section) -> (key: Key?, Void)? {
        guard let text = section.placedText("leave_number") else { return nil }
        if text.value == "no" { return (nil, ()) }
        return (section.telephoneKey(text.value, at: text.position, path: section.path("leave_number")), ())
    }
}
