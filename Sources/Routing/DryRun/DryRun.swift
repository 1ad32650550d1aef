package import CallModel

/// A call that is only thought: the decisions that a live call would get, by the same function, with the keys given.
///
/// It goes on until somebody is rung, a number is taken or the call ends, and then through the rounds in which nobody
/// accepts. Each decision is taken at the instant that was asked for: how long prompts and rings last is not known.
package struct DryRun: Hashable, Sendable, Codable {
    /// One decision, and what was asked.
    package struct Step: Hashable, Sendable, Codable {
        package var point: DecisionPoint
        package var decision: Decision
    }

    /// One ring: how long after the first ring it begins when nobody accepts before, and whose.
    package struct Ring: Hashable, Sendable, Codable {
        /// Since the first ring; prompts are not counted.
        package var after: Duration
        package var target: DialTarget
    }

    /// The number that was dialled and the caller.
    package let did: PhoneNumber
    package let from: PhoneNumber?
    /// When, and the same by the clock on the clinic's wall.
    package let at: Timestamp
    package let localTime: String
    /// The decisions, in order.
    package let steps: [Step]
    /// The rings, in order.
    package let rings: [Ring]

    /// Goes through the call.
    ///
    /// - Parameter keys: what the caller presses; after the last one, nothing.
    package init(
        _ table: RoutingTable, did: PhoneNumber, at: Timestamp, from: PhoneNumber? = nil, keys: [DryRunKey] = []
    ) {
        self.did = did
        self.from = from
        self.at = at
        localTime = table.zone.local(at: at).description
        var walk = DryRunWalk(table: table, facts: CallFacts(dialled: did, caller: from), at: at, keys: keys[...])
        walk.run()
        steps = walk.steps
        rings = walk.rings
    }
}

/// What a caller does at a menu.
package enum DryRunKey: Hashable, Sendable, Codable {
    case key(Key)
    case silence

    /// Reads `5`, `8,5` or `silence,5`; `nil` for anything else.
    package static func list(_ text: String) -> [DryRunKey]? {
        var keys: [DryRunKey] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = part.filter { $0 != " " }
            if word == "silence" {
                keys.append(.silence)
            } else if word.count == 1, let character = word.first, let key = Key(character) {
                keys.append(.key(key))
            } else {
                return nil
            }
        }
        return keys
    }
}

/// Walks from decision to decision.
private struct DryRunWalk {
    let table: RoutingTable
    var facts: CallFacts
    let at: Timestamp
    var keys: ArraySlice<DryRunKey>
    var steps: [DryRun.Step] = []
    var rings: [DryRun.Ring] = []
    var elapsed = Duration.zero
    private var silences: [String: Int] = [:]
    private var wrongKeys: [String: Int] = [:]

    init(table: RoutingTable, facts: CallFacts, at: Timestamp, keys: ArraySlice<DryRunKey>) {
        self.table = table
        self.facts = facts
        self.at = at
        self.keys = keys
    }

    /// A call that never ends by itself is one that is asked something for ever; no caller answers 64 times.
    mutating func run() {
        while steps.count < 64 {
            let decision = table.decide(facts, at: at)
            steps.append(.init(point: facts.point, decision: decision))
            facts.language = decision.language
            facts.reason = decision.reason
            guard let next = follow(decision.plan) else { return }
            facts.point = next
        }
    }

    /// The next point, or `nil` at the end.
    private mutating func follow(_ plan: Plan) -> DecisionPoint? {
        for instruction in plan.instructions {
            switch instruction {
            case .say: continue
            case .ring(let ring):
                rings += ring.targets.map { .init(after: elapsed, target: $0) }
                elapsed += ring.ringTime
            case .menu(let menu): return answer(menu)
            case .escalate(let escalation):
                add(escalation)
                return .exhausted(policy: escalation.policy, round: escalation.round)
            case .takeCallback, .hangUp: return nil
            }
        }
        return nil
    }

    /// Keys left over are pressed; a caller without any presses nothing more, and somebody has to answer that.
    private mutating func answer(_ menu: MenuPlan) -> DecisionPoint? {
        switch keys.popFirst() ?? .silence {
        case .silence:
            silences[menu.menu, default: 0] += 1
            return .silence(menu: menu.menu, times: silences[menu.menu] ?? 1)
        case .key(let key):
            if menu.keys.contains(key) { return .key(menu: menu.menu, key) }
            wrongKeys[menu.menu, default: 0] += 1
            return .wrongKey(menu: menu.menu, times: wrongKeys[menu.menu] ?? 1)
        }
    }

    private mutating func add(_ escalation: EscalationPlan) {
        for step in escalation.steps {
            elapsed = max(.zero, elapsed - step.startsEarly)
            switch step.order {
            case .together:
                rings += step.targets.map { .init(after: elapsed, target: $0) }
                elapsed += step.ringTime
            case .inOrder:
                for target in step.targets {
                    rings.append(.init(after: elapsed, target: target))
                    elapsed += step.ringTime
                }
            }
        }
    }
}

extension DialTarget {
    /// Whether people, or the configuration, call it so: a person's key or name, an extension, a number. Lower case.
    package func isCalled(_ name: String) -> Bool {
        if person?.value.lowercased() == name || self.name.lowercased() == name { return true }
        return switch device {
        case .phone(let number): number == name
        case .number(let number, _): number.e164 == name || PhoneNumber(dialled: name) == number
        }
    }
}
