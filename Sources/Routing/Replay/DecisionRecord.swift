/// A decision with all it was made from, to be kept with its call and made again.
package struct DecisionRecord: Hashable, Sendable, Codable {
    /// What the engine was asked for.
    package enum Question: String, Hashable, Sendable, Codable {
        /// What the call does next.
        case decision
        /// The safe plan, because the call could not go on.
        case safePlan
    }

    /// What it was asked for.
    package var question: Question
    /// What was known of the call.
    package var facts: CallFacts
    /// The answer.
    package var decision: Decision

    /// A record of these parts.
    package init(question: Question, facts: CallFacts, decision: Decision) {
        self.question = question
        self.facts = facts
        self.decision = decision
    }
}

extension RoutingTable {
    /// Makes a decision again.
    ///
    /// - Parameters:
    ///   - facts: what was known of the call.
    ///   - trace: of the first time, for its instant and the overrides that were in force.
    package func replay(_ question: DecisionRecord.Question, _ facts: CallFacts, _ trace: Trace) -> Decision {
        var table = trace.overrides.isEmpty ? self : adding(overrides: trace.overrides)
        if !trace.modes.isEmpty { table = table.setting(modes: trace.modes) }
        switch question {
        case .decision: return table.decide(facts, at: trace.at)
        case .safePlan: return table.safeDecision(facts, at: trace.at, why: .callFailed)
        }
    }
}
