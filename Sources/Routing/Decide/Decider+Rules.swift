import CallModel

extension Decider {
    /// Whether a rule has settled what the call does.
    enum RuleEffect { case decided, goOn }

    /// The first of the clinic's rules that holds decides.
    mutating func applyRules() -> RuleEffect {
        let rules = table.rules
        guard !rules.entries.isEmpty else { return .goOn }
        var misses = RuleMisses()
        let found = rules.first(self, &misses)
        work -= misses.looked
        if misses.looked > 0 {
            misses.keep(before: found, inOrder: Self.mostMisses)
            for index in 0..<min(misses.count, Self.mostMisses) {
                let miss = misses[index]
                let place = Int(miss.place)
                let name = miss.kinds.contains(.named) ? rules.names[place] : nil
                note(.rule(place + 1, name), .ruleFails(miss.kind))
            }
            if misses.count > Self.mostMisses { note(.rules, .moreRulesFail(misses.count - Self.mostMisses)) }
        }
        guard let found else { return .goOn }
        let rule = rules.entries[found]
        return apply(rule, at: .rule(rule.parts.number, rule.parts.name))
    }

    /// A trace says of so many rules why they do not hold; nobody reads more.
    private static var mostMisses: Int { 8 }

    /// Marks the call as the rule says, and does what it says.
    mutating func apply(_ rule: RuleEntry, at place: TracePlace) -> RuleEffect {
        if let language = rule.parts.language { speak(language) }
        if let reason = rule.parts.reason { self.reason = reason }
        if rule.marksCall { marks = marks.marked(with: rule.parts.marks) }
        note(place, rule.holds)
        guard let action = rule.parts.action else { return .goOn }
        perform(action, in: nil)
        return .decided
    }
}
