import CallModel
import Routing

extension Call {
    /// Asks the engine where the call stands now, and keeps what it says for the record and the next question.
    func decide(at point: DecisionPoint) -> Decision {
        facts.point = point
        facts.load = services.load()
        let decision = services.routing.decide(facts)
        take(decision)
        if case .key(let menu, let key) = point {
            story.choose("\(menu): \(key)" + (decision.reason.map { " \($0)" } ?? ""))
        }
        return decision
    }

    /// Asks for the safe plan, for the reason given.
    func safePlan(because why: String) -> Decision {
        story.note("safe plan: \(why)")
        let decision = services.routing.safePlan(facts)
        take(decision)
        return decision
    }

    private func take(_ decision: Decision) {
        facts.carry(decision)
        story.note(decision.trace)
        observe(.decided(facts.point.withoutDigits, decision.trace))
    }
}
