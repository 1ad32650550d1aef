import CallModel

extension Decider {
    /// Whether a rule has settled what the call does.
    enum RuleEffect { case decided, goOn }

    /// The first of the clinic's rules that holds decides.
    mutating func applyRules() -> RuleEffect {
        let rules = table.rules.value
        guard !rules.entries.isEmpty else { return .goOn }
        var misses: [RuleIndex.Miss] = []
        let found = rules.first(RuleCaller(self), misses: &misses)
        for miss in misses.prefix(Self.mostMisses) {
            let rule = rules.entries[miss.place]
            note(.rule(rule.value.number, rule.value.name), .ruleFails(miss.kind))
        }
        if misses.count > Self.mostMisses { note(.rules, .moreRulesFail(misses.count - Self.mostMisses)) }
        guard let found else { return .goOn }
        let rule = rules.entries[found]
        return apply(rule, at: .rule(rule.value.number, rule.value.name))
    }

    /// A trace says of so many rules why they do not hold; nobody reads more.
    private static let mostMisses = 8

    /// Marks the call as the rule says, and does what it says.
    mutating func apply(_ shared: Shared<RuleEntry>, at place: TracePlace) -> RuleEffect {
        let rule = shared.value
        if let language = rule.language { self.language = language }
        if let reason = rule.reason { self.reason = reason }
        marks = marks.marked(with: rule.marks)
        let said = RuleMarks(language: rule.language, reason: rule.reason, marks: rule.marks)
        note(place, .ruleHolds(said, rule.action))
        guard let action = rule.action else { return .goOn }
        perform(action, in: nil)
        return .decided
    }
}
