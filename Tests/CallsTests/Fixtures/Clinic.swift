import CallModel
import NightbellTesting
import Routing

/// The plans of a small clinic: a greeting, a night menu with 5 for urgent, and an escalation of two or three steps.
enum Clinic {
    static let night = "night"
    static let policy = "urgent"

    static func key(_ sign: Character) throws -> Key {
        guard let key = Key(sign) else { throw Targets.NotATarget() }
        return key
    }

    static func prompts(_ names: String...) -> [PromptRef] { names.map { PromptRef($0, language: "en") } }

    static func step(
        _ number: Int, _ targets: [DialTarget], _ order: RingOrder = .together, ringTime: Duration = .seconds(25),
        startsEarly: Duration = .zero
    ) -> EscalationStep {
        EscalationStep(
            number: number, name: "step \(number)", targets: targets, order: order, ringTime: ringTime,
            startsEarly: startsEarly)
    }

    static func escalation(round: Int = 1, _ steps: [EscalationStep], acceptTimeout: Duration = .seconds(10)) throws
        -> Instruction
    {
        .escalate(
            EscalationPlan(
                policy: policy, round: round, steps: steps, opening: prompts("reaching"),
                callerHears: PromptRef("music", language: "en"), comfort: PromptRef("comfort", language: "en"),
                comfortInterval: .seconds(20), leaveNumberKey: try key("9"), whisper: prompts("whisper"),
                acceptTimeout: acceptTimeout, reason: "urgent", obligationDue: .seconds(900), language: "en"))
    }

    static func callback(_ kind: ObligationKind = .callback) -> Instruction {
        .takeCallback(CallbackPlan(kind: kind, reason: "refill", due: .seconds(3600), language: "en"))
    }

    static func menu() throws -> Instruction {
        .menu(
            MenuPlan(
                menu: night, prompts: prompts("night-menu"), keys: [try key("2"), try key("5")],
                firstKeyTimeout: .seconds(6)))
    }

    /// Dr. Adams on 211, then Dr. Baker on 212; both accept by key.
    static func adamsThenBaker(startsEarly: Duration = .zero) throws -> [EscalationStep] {
        [
            step(1, [try Targets.phone("211", "Dr. Adams", person: "adams")]),
            step(2, [try Targets.phone("212", "Dr. Baker", person: "baker")], startsEarly: startsEarly),
        ]
    }

    /// A night: greeting, menu, 5 escalates through these steps, and nobody leads to a callback.
    static func nightPlans(_ steps: [EscalationStep], acceptTimeout: Duration = .seconds(10)) throws
        -> [DecisionPoint: [Instruction]]
    {
        [
            .start: [.say(prompts("greeting"), bargeIn: .announcement), try menu()],
            .key(menu: night, try key("5")): [try escalation(steps, acceptTimeout: acceptTimeout)],
            .key(menu: night, try key("2")): [callback()],
            .silence(menu: night, times: 1): [try menu()],
            .silence(menu: night, times: 2): [try escalation(steps, acceptTimeout: acceptTimeout)],
            .wrongKey(menu: night, times: 1): [.say(prompts("wrong"), bargeIn: .allowed), try menu()],
            .wrongKey(menu: night, times: 2): [try escalation(steps, acceptTimeout: acceptTimeout)],
            .exhausted(policy: policy, round: 1): [callback(.openCase)],
        ]
    }

    /// A call that goes straight into the escalation.
    static func urgentPlans(_ steps: [EscalationStep], acceptTimeout: Duration = .seconds(10)) throws
        -> [DecisionPoint: [Instruction]]
    {
        [
            .start: [try escalation(steps, acceptTimeout: acceptTimeout)],
            .exhausted(policy: policy, round: 1): [callback(.openCase)],
        ]
    }
}
