import CallModel

extension Compiler {
    /// What nothing leads to: a flow or a menu is an error, because its author believes that callers get there.
    mutating func checkUse() {
        guard !hasLooseEnds else { return }
        var reached: Set<PathNode> = []
        var waiting: [PathNode] = clinic.numbers.compactMap { $0.flow.map { .flow($0.value) } }
        for rule in clinic.rules { if let action = rule.action { waiting += Self.node(action.value) } }
        // The safe way to a person is taken from any menu.
        if !clinic.menus.isEmpty || !clinic.questions.isEmpty || !clinic.queues.isEmpty, let person {
            waiting.append(contentsOf: Self.node(person))
        }
        while let node = waiting.popLast() {
            guard reached.insert(node).inserted else { continue }
            waiting.append(contentsOf: successors(of: node))
        }
        for flow in clinic.flows where !reached.contains(.flow(flow.name.value)) {
            // A menu or a question in the place of a flow is both, and may be called by either name.
            let name = flow.name.value
            guard !reached.contains(.menu(name)), !reached.contains(.question(name)) else { continue }
            error(
                flow.name.position, "no number, flow or key leads to flow '\(flow.name.value)'",
                hint: "name it where callers should get there, or take it out", kind: .unreachable)
        }
        for menu in clinic.menus where !reached.contains(.menu(menu.name.value)) {
            error(
                menu.name.position, "no flow or key leads to menu '\(menu.name.value)': its options cannot be reached",
                hint: "name it where callers should get there, or take it out", kind: .unreachable)
        }
        for policy in clinic.escalations where !reached.contains(.policy(policy.name.value)) {
            warn(policy.name.position, "nothing leads to escalation '\(policy.name.value)'", kind: .unreachable)
        }
        for rotation in clinic.rotations where !usedRotations.contains(rotation.name.value) {
            warn(rotation.name.position, "nobody rings rotation '\(rotation.name.value)'", kind: .unused)
        }
        for question in clinic.questions where !reached.contains(.question(question.name.value)) {
            error(
                question.name.position, "no flow or key leads to question '\(question.name.value)'",
                hint: "name it where callers should get there, or take it out", kind: .unreachable)
        }
        for queue in clinic.queues
        where !reached.contains(.queue(queue.name.value)) && !usedQueues.contains(queue.name.value) {
            warn(queue.name.position, "nothing leads to queue '\(queue.name.value)'", kind: .unreachable)
        }
        for group in clinic.groups where !usedGroups.contains(group.name.value) {
            warn(group.name.position, "nobody rings group '\(group.name.value)'", kind: .unused)
        }
        for person in clinic.people where !usedPeople.contains(person.id.value) {
            warn(person.id.position, "nobody rings person '\(person.id.value)'", kind: .unused)
        }
        // The safe plan rings trusted phones, whoever else does.
        for phone in clinic.phones where phone.trust == .keyNeeded && !usedPhones.contains(phone.number.value) {
            warn(phone.number.position, "nobody rings phone '\(phone.number.value)'", kind: .unused)
        }
        for prompt in clinic.prompts
        where !usedPrompts.contains(prompt.name.value) && !clinic.announcements.contains(prompt.name.value)
            && BuiltInPrompt(rawValue: prompt.name.value) == nil
        {
            warn(prompt.name.position, "nothing says prompt '\(prompt.name.value)'", kind: .unused)
        }
    }

    /// Where a place leads, whatever the time and the keys.
    func successors(of node: PathNode) -> [PathNode] {
        switch node {
        case .flow(let name):
            return (flows[name]?.steps ?? []).flatMap { step -> [PathNode] in
                switch step.value {
                case .during(_, let action), .perform(let action): Self.node(action.value)
                case .rule(let rule): rule.action.map { Self.node($0.value) } ?? []
                case .say, .ring, .site, .unreadable: []
                }
            }
        case .menu(let name):
            guard let menu = menus[name] else { return [] }
            let actions =
                menu.keys.map(\.action.value) + [menu.silence?.then.value, menu.wrongKey?.then.value].compactMap { $0 }
            return actions.flatMap(Self.node)
        case .policy(let name):
            return policies[name]?.then.map { Self.node($0.value) } ?? []
        case .queue(let name): return queues[name]?.then.map { Self.node($0.value) } ?? []
        case .question(let name):
            guard let question = questions[name] else { return [] }
            let ways = [question.otherwise?.value, question.silence?.then.value].compactMap { $0 }
            return (question.answers.map(\.action.value) + ways).flatMap(Self.node)
        }
    }

    static func node(_ action: ClinicAction) -> [PathNode] {
        switch action {
        case .flow(let name): [.flow(name)]
        case .menu(let name): [.menu(name)]
        case .escalate(let name): [.policy(name)]
        case .ask(let name): [.question(name)]
        case .queue(let name): [.queue(name)]
        case .callback, .voicemail, .repeatMenu, .setMode, .hangUp, .unreadable: []
        }
    }
}
