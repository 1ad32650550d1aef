import CallModel
import Routing

extension Call {
    /// Asks the engine where the call stands now, and keeps what it says for the record and the next question.
    ///
    /// - Returns: `nil` where the engine must be waited for: ``plan(at:)`` does that.
    @inline(never)
    func planAtOnce(_ point: DecisionPoint) -> Plan? {
        facts.point = point
        facts.load = services.load()
        return services.routing.decideAtOnce(facts).map { take($0, at: point) }
    }

    /// The same of an engine that takes its time.
    ///
    /// One that fails, or does not answer within ``CallLimits/decision``, is not waited for: the safe plan stands
    /// behind every decision.
    @inline(never)
    func plan(at point: DecisionPoint) async -> Plan {
        facts.point = point
        facts.load = services.load()
        let (routing, asked) = (services.routing, facts)
        let decision = await cancelling(after: limits.decision, clock) { try? await routing.decide(asked) }
        return decision.map { take($0, at: point) } ?? safePlan(because: "the engine did not answer")
    }

    private func take(_ decision: Decision, at point: DecisionPoint) -> Plan {
        take(decision, .decision)
        if case .key(let menu, let key) = point {
            story.choose("\(menu): \(key)" + (decision.reason.map { " \($0)" } ?? ""))
        }
        return decision.plan
    }

    /// Asks for the safe plan, for the reason given.
    @inline(never)
    func safePlan(because why: String) -> Plan {
        story.note("safe plan: \(why)")
        let decision = services.routing.safePlan(facts)
        take(decision, .safePlan)
        return decision.plan
    }

    private func take(_ decision: Decision, _ question: DecisionRecord.Question) {
        story.note(DecisionRecord(question: question, facts: services.routing.kept(facts), decision: decision))
        facts.carry(decision)
        observe(.decided(facts.point.withoutDigits, decision.trace))
        changed()
    }
}
