import CallModel

/// A place in the graph of flows and menus.
enum PathNode: Hashable {
    case flow(String)
    case menu(String)
    case policy(String)
    case question(String)
    case queue(String)
}

extension Compiler {
    /// No path may end, or go round in circles, before a person was offered (law 1).
    mutating func checkPaths() {
        var walk = PathWalk()
        for number in clinic.numbers {
            guard let flow = number.flow else { continue }
            follow(.flow(flow.value), at: flow.position, .nobody, &walk)
        }
        for menu in clinic.menus { follow(.menu(menu.name.value), at: menu.name.position, .nobody, &walk) }
        for question in clinic.questions {
            follow(.question(question.name.value), at: question.name.position, .nobody, &walk)
        }
        for queue in clinic.queues { follow(.queue(queue.name.value), at: queue.name.position, .person, &walk) }
        for menu in clinic.menus {
            if let wrong = menu.wrongKey { follow(wrong.then, .nobody, &walk) }
        }
        if let person = clinic.person { follow(person, .nobody, &walk) }
        for rule in clinic.rules { if let action = rule.action { follow(action, .nobody, &walk) } }
        for policy in clinic.escalations { checkFinalSteps(of: policy) }
    }

    /// Whether a person has been rung on the way here; what follows may then end without one.
    private enum Offered: Hashable { case nobody, person }

    /// A place, and what came before it.
    private struct Visit: Hashable {
        var node: PathNode
        var offered: Offered
    }

    /// Nodes on the way from the start, and those that are done.
    private struct PathWalk {
        var path: [PathNode] = []
        var done: Set<Visit> = []
    }

    /// Follows a menu through its silence, or a flow through its steps. A node is reported on once.
    private mutating func follow(
        _ node: PathNode, at position: SourcePosition, _ offered: Offered, _ walk: inout PathWalk
    ) {
        guard !walk.done.contains(Visit(node: node, offered: offered)) else { return }
        guard !walk.path.contains(node) else {
            report(
                position, "the call would go round in circles here", hint: "let one of the ways end with a person",
                kind: .loop)
            return
        }
        guard walk.path.count < 64 else {
            report(position, "more than 64 flows and menus lead on from one to the next", hint: nil, kind: .loop)
            return
        }
        walk.path.append(node)
        switch node {
        case .menu(let name):
            if let silence = menus[name]?.silence { follow(silence.then, offered, &walk) }
        case .flow(let name):
            var offered = offered
            for step in flows[name]?.steps ?? [] {
                switch step.value {
                case .say, .site, .unreadable: continue
                case .during(_, let action), .perform(let action): follow(action, offered, &walk)
                case .rule(let rule): if let action = rule.action { follow(action, offered, &walk) }
                case .ring: offered = .person
                }
            }
        case .question(let name):
            guard let question = questions[name] else { break }
            for answer in question.answers { follow(answer.action, offered, &walk) }
            if let otherwise = question.otherwise { follow(otherwise, offered, &walk) }
            if let silence = question.silence { follow(silence.then, offered, &walk) }
        case .queue(let name):
            if let then = queues[name]?.then { follow(then, .person, &walk) }
        case .policy: break
        }
        walk.path.removeLast()
        walk.done.insert(Visit(node: node, offered: offered))
    }

    private mutating func follow(_ action: Placed<ClinicAction>, _ offered: Offered, _ walk: inout PathWalk) {
        switch action.value {
        // Where staff set modes, key 0 leads to a person.
        case .escalate, .repeatMenu, .setMode, .unreadable: return
        case .menu(let name): follow(.menu(name), at: action.position, offered, &walk)
        case .flow(let name): follow(.flow(name), at: action.position, offered, &walk)
        case .ask(let name): follow(.question(name), at: action.position, offered, &walk)
        case .queue(let name): follow(.queue(name), at: action.position, offered, &walk)
        case .callback, .voicemail:
            if offered == .nobody { deadEnd(action.position, "this way takes a callback and never rings a person") }
        case .hangUp:
            if offered == .nobody { deadEnd(action.position, "this way ends the call and never rings a person") }
        }
    }

    private mutating func deadEnd(_ position: SourcePosition, _ message: String) {
        report(position, message, hint: "ring somebody, escalate or ask a menu before it", kind: .deadEnd)
    }

    /// Several ways may lead to one place.
    private mutating func report(
        _ position: SourcePosition, _ message: String, hint: String?, kind: FindingClass
    ) {
        guard findings.count < Self.mostFindings,
            !findings.contains(where: { $0.position == position && $0.message == message })
        else { return }
        error(position, message, hint: hint, kind: kind)
    }

    /// Final steps that lead back to their own policy, without a key of the caller's between, never come to an end.
    private mutating func checkFinalSteps(of policy: ClinicEscalation) {
        guard let then = policy.then else { return }
        let start = PathNode.policy(policy.name.value)
        var seen: Set<PathNode> = []
        var waiting = successors(of: start)
        while let node = waiting.popLast() {
            if node == start {
                return error(
                    then.position, "escalation '\(policy.name.value)' would go round in circles",
                    hint: "write 'then: callback'", kind: .loop)
            }
            switch node {
            case .menu, .question: continue
            case .flow, .policy, .queue: break
            }
            if seen.insert(node).inserted { waiting += successors(of: node) }
        }
    }
}
