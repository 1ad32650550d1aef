import Routing

/// Plans in words.
enum RouteWords {
    static func words(_ point: DecisionPoint) -> String {
        switch point {
        case .start: "the call arrives"
        case .key(let menu, let key): "menu \(menu): key \(key)"
        case .silence(let menu, let times): "menu \(menu): no key\(repeated(times))"
        case .wrongKey(let menu, let times): "menu \(menu): a key it does not have\(repeated(times))"
        case .answered(let question, let digits, _):
            "question \(question): \(digits.isEmpty ? "no digits" : digits)"
        case .exhausted(let policy, let round): "escalation \(policy): nobody accepted in round \(round)"
        case .askedForPerson: "set mode: key 0"
        }
    }

    /// A line for the instruction, and one for each step of an escalation.
    static func words(_ instruction: Instruction) -> [String] {
        switch instruction {
        case .say(let prompts, _): ["say \(list(prompts.map(\.description)))"]
        case .menu(let menu): ["menu \(menu.menu): keys \(menu.keys.map(\.description).joined(separator: " "))"]
        case .ring(let ring):
            ["ring \(list(ring.targets.map(name)))\(apart(ring)) for \(Phrases.text(ring.ringTime))\(patience(ring))"]
        case .collect(let question):
            ["question \(question.question): \(count(question)) digits"]
        case .escalate(let plan): words(plan)
        case .takeCallback(let plan):
            ["take a callback number, due in \(Phrases.text(plan.due)) (\(plan.reason))"]
        case .setMode(let plan):
            ["ask for the PIN, then set a mode: keys \(plan.choices.map(\.key.description).joined(separator: " ")) *"]
        case .hangUp: ["hang up"]
        }
    }

    static func words(_ acceptance: Acceptance) -> String {
        switch acceptance {
        case .answering: "answering"
        case .key(let key): "key \(key)"
        }
    }

    private static func words(_ plan: EscalationPlan) -> [String] {
        ["escalate \(plan.policy), round \(plan.round)" + (plan.steps.isEmpty ? ": nobody" : "")]
            + plan.steps.map { step in
                let order =
                    switch step.order {
                    case .together: step.targets.count > 1 ? " together" : ""
                    case .inOrder: step.targets.count > 1 ? " in order" : ""
                    }
                return "step \(step.number): \(list(step.targets.map(name)))\(order) for \(Phrases.text(step.ringTime))"
            }
    }

    private static func count(_ question: CollectPlan) -> String {
        question.least == question.most ? "\(question.most)" : "\(question.least) to \(question.most)"
    }

    private static func apart(_ ring: RingPlan) -> String {
        ring.apart.map { $0 == ring.ringTime ? " in order" : ", \(Phrases.text($0)) apart," } ?? ""
    }

    private static func patience(_ ring: RingPlan) -> String {
        ring.patience.map { ", again and again up to \(Phrases.text($0))" } ?? ""
    }

    private static func name(_ target: DialTarget) -> String { "\(target.name) (\(target.label))" }

    private static func list(_ words: [String]) -> String { words.isEmpty ? "nothing" : words.joined(separator: ", ") }

    private static func repeated(_ times: Int) -> String { times > 1 ? ", \(times) times" : "" }
}
