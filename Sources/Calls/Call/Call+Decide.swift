import CallModel
import Routing

extension Call {
    /// Asks the engine where the call stands now, and keeps what it says for the record and the next question.
    ///
    /// An engine that fails, or does not answer within ``CallLimits/decision``, is not waited for: the safe plan stands
    /// behind every decision.
    func decide(at point: DecisionPoint) async -> Decision {
        facts.point = point
        facts.load = services.load()
        guard let decision = await answer() else { return safePlan(because: "the engine did not answer") }
        take(decision, .decision)
        if case .key(let menu, let key) = point {
            story.choose("\(menu): \(key)" + (decision.reason.map { " \($0)" } ?? ""))
        }
        return decision
    }

    private func answer() async -> Decision? {
        let (routing, asked) = (services.routing, facts)
        if let decision = routing.decideAtOnce(asked) { return decision }
        return await cancelling(after: limits.decision, clock) { try? await routing.decide(asked) }
    }

    /// Asks for the safe plan, for the reason given.
    func safePlan(because why: String) -> Decision {
        story.note("safe plan: \(why)")
        let decision = services.routing.safePlan(facts)
        take(decision, .safePlan)
        return decision
    }

    private func take(_ decision: Decision, _ question: DecisionRecord.Question) {
        story.note(DecisionRecord(question: question, facts: services.routing.kept(facts), decision: decision))
        facts.carry(decision)
        observe(.decided(facts.point.withoutDigits, decision.trace))
        changed()
    }
}
