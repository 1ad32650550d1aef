package import CallModel
import Calls
package import Routing

/// An engine that answers from a list.
@Signalling
package final class ScriptedRouting: RoutingService {
    package let configuration = ConfigurationVersion("c0ffee123456")
    /// The plan at each point; what is not there hangs up.
    package var plans: [DecisionPoint: [Instruction]]
    /// What overrides the list; `nil` leaves it to the list.
    package var override: @Signalling (CallFacts) -> [Instruction]? = { _ in nil }
    /// What asking comes to.
    package enum Behaviour: Sendable { case works, fails, hangs }
    /// What asking at a point comes to.
    package var engine: @Signalling (DecisionPoint) -> Behaviour = { _ in .works }
    /// The safe plan.
    package var safe: [Instruction]
    /// The reason that a decision at a point settles.
    package var reasons: [DecisionPoint: String] = [:]
    /// Where it was asked, in order.
    package private(set) var asked: [DecisionPoint] = []
    /// How often the safe plan was asked for.
    package private(set) var rescues = 0

    private let chronicle: Chronicle

    /// An engine with these plans.
    package init(
        _ chronicle: Chronicle, _ plans: [DecisionPoint: [Instruction]], safe: [Instruction] = [.hangUp]
    ) {
        self.chronicle = chronicle
        self.plans = plans
        self.safe = safe
    }

    package func decide(_ facts: CallFacts) async throws -> Decision {
        switch engine(facts.point) {
        case .works: break
        case .fails: throw EngineFailure()
        case .hangs:
            await Settlement().wait()
            throw EngineFailure()
        }
        asked.append(facts.point)
        chronicle.write("decide at \(facts.point)")
        let plan = override(facts) ?? plans[facts.point] ?? [.hangUp]
        return decision(plan, facts, .does(.flow("answer-\(asked.count)")))
    }

    /// Who is reached by dialling on a phone.
    package var directory: [String: TransferTarget] = [:]

    package func transferTarget(_ dialled: String) -> TransferTarget? { directory[dialled] }

    package func safePlan(_ facts: CallFacts) -> Decision {
        rescues += 1
        chronicle.write("safe plan")
        return decision(safe, facts, .safeRing(.callFailed, []))
    }

    private func decision(_ plan: [Instruction], _ facts: CallFacts, _ finding: TraceFinding) -> Decision {
        let entry = Trace.Entry(.flow("script"), finding)
        return Decision(
            plan: Plan(plan),
            trace: Trace(entries: [entry], configuration: configuration, at: Timestamp(seconds: 0)),
            language: "en", reason: reasons[facts.point] ?? facts.reason)
    }
}

/// The engine cannot answer.
struct EngineFailure: Error {}
