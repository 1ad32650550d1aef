import CallModel

extension Compiler {
    /// Whoever asks for urgent help must reach a person on every way from there, and no mailbox before that.
    mutating func checkUrgentWays() {
        for menu in clinic.menus {
            for option in menu.keys where RoutingTable.isUrgent(option.reason) {
                checkUrgent(option.action, "key \(option.key.value) of menu '\(menu.name.value)'")
            }
        }
        for rule in clinic.rules where RoutingTable.isUrgent(rule.reason) {
            if let action = rule.action { checkUrgent(action, "this rule") }
        }
    }

    private mutating func checkUrgent(_ action: Placed<ClinicAction>, _ what: String) {
        var seen: Set<PathNode> = []
        guard let end = endWithoutPerson(action.value, &seen) else { return }
        error(
            action.position, "\(what) is urgent, and \(end) before anybody is rung",
            hint: "let it 'escalate' to people first", kind: .urgentWithoutPerson)
    }

    /// How a way ends that rings nobody; `nil` when each rings somebody, or asks the caller first.
    private func endWithoutPerson(_ action: ClinicAction, _ seen: inout Set<PathNode>) -> String? {
        switch action {
        case .callback: return "takes a callback"
        case .voicemail: return "takes a message"
        case .hangUp: return "ends the call"
        case .setMode: return "asks for the PIN"
        case .flow(let name):
            guard seen.insert(.flow(name)).inserted else { return nil }
            for step in flows[name]?.steps ?? [] {
                switch step.value {
                case .ring: return nil
                case .during(_, let action), .perform(let action):
                    if let end = endWithoutPerson(action.value, &seen) { return end }
                case .rule(let rule):
                    if let action = rule.action, let end = endWithoutPerson(action.value, &seen) { return end }
                case .say, .site, .unreadable: continue
                }
            }
            return nil
        case .menu, .escalate, .ask, .queue, .repeatMenu, .unreadable: return nil
        }
    }
}
