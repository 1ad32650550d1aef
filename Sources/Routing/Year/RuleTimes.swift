import CallModel

extension RoutingTable {
    /// The rules that go by the time, with nothing else asked, each once.
    var timedRules: [RuleEntry] {
        var seen: Set<RuleTime> = []
        return allRules.compactMap { rule in
            let time = RuleTime(rule)
            var timed = RuleParts(number: 0, marks: CallMarks())
            guard time != RuleTime(timed), seen.insert(time).inserted else { return nil }
            (timed.days, timed.time, timed.hours) = (rule.days, rule.time, rule.hours)
            return RuleEntry(timed)
        }
    }

    /// Whether each of them holds for a call at `site`.
    func timedRulesThatHold(_ timed: [RuleEntry], at site: SiteEntry, _ instant: Timestamp) -> [Bool] {
        guard !timed.isEmpty, let number = dialledNumbers.first else { return [] }
        var decider = Decider(table: self, facts: CallFacts(dialled: number, caller: nil), now: instant)
        decider.site = site
        let local = decider.local
        var holding: [Bool] = []
        for rule in timed { holding.append(rule.fails(decider, decider.caller, local) == nil) }
        return holding
    }

    /// The clinic's rules and those that are steps of flows.
    var allRules: [RuleParts] {
        rules.entries.map(\.parts)
            + flows.values.flatMap { flow in
                flow.steps.compactMap { if case .rule(let rule) = $0 { rule.parts } else { nil } }
            }
    }

    /// The seconds of the day at which rules begin or cease to hold.
    var ruleEdges: Set<Int> {
        Set(allRules.compactMap(\.time).flatMap { [$0.from, $0.to] }.filter { $0 < 86_400 })
    }
}

/// When a rule holds.
private struct RuleTime: Hashable {
    var days: UInt8?
    var span: [Int]
    var open: [String]
    var closed: [String]

    init(_ rule: RuleParts) {
        days = rule.days
        span = rule.time.map { [$0.from, $0.to] } ?? []
        open = rule.hours.filter { $0.answer == .open }.map(\.name)
        closed = rule.hours.filter { $0.answer == .closed }.map(\.name)
    }
}
