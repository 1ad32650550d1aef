import CallModel

extension Compiler {
    /// Escalation policies and their steps.
    mutating func checkPolicies() {
        for policy in clinic.escalations {
            let name = policy.name.value
            if policy.steps.isEmpty {
                error(
                    policy.name.position, "escalation '\(name)' has no steps: nobody would be rung",
                    hint: "add 'steps:' with at least one 'ring:'")
            }
            for (index, step) in policy.steps.enumerated() { checkStep(step, number: index + 1, of: policy) }
            checkSounds(of: policy)
            if let then = policy.then {
                check(then)
                if case .voicemail = then.value {
                    error(
                        then.position, "escalation '\(name)' would end with nobody reached and nothing kept open",
                        hint: "write 'then: callback'")
                } else if then.value == .hangUp || then.value == .repeatMenu {
                    error(
                        then.position, "escalation '\(name)' would end with nobody reached and nothing kept",
                        hint: "write 'then: callback'", kind: .deadEnd)
                }
            }
        }
    }

    private mutating func checkStep(_ step: ClinicEscalationStep, number: Int, of policy: ClinicEscalation) {
        let name = policy.name.value
        if step.targets.isEmpty {
            error(step.position, "step \(number) of escalation '\(name)' rings nobody")
        }
        for target in step.targets { checkTarget(target) }
        checkOrder(of: step, number: number, name)
        guard step.startsEarly > .zero else { return }
        if number == 1 {
            error(step.position, "the first step of escalation '\(name)' cannot start early: no step is before it")
        } else if step.startsEarly > policy.steps[number - 2].ringTime {
            error(
                step.position, "step \(number) of escalation '\(name)' would start before step \(number - 1) does",
                hint: "'starting:' can be at most the 'for:' of the step before it")
        }
    }

    /// Who begins when, and who first.
    private mutating func checkOrder(of step: ClinicEscalationStep, number: Int, _ name: String) {
        if let apart = step.apart, apart.value > step.ringTime {
            error(
                apart.position, "step \(number) of escalation '\(name)' would leave a pause between its rings",
                hint: "'apart:' can be at most the 'for:' of the step")
        }
        for preference in step.preferences {
            if step.order == .together {
                warn(preference.position, "step \(number) of escalation '\(name)' rings all together: nobody is first")
            }
            guard case .skill(let skill) = preference.value else { continue }
            check("skill", skill, among: Set(clinic.people.flatMap(\.skills)), at: preference.position)
        }
    }

    private mutating func checkSounds(of policy: ClinicEscalation) {
        if let prompt = policy.callerHears { checkSound(prompt) }
        if let prompt = policy.opening { checkPrompt(prompt, in: languages) }
        if case .say(let prompt?, _) = policy.comfort { checkPrompt(prompt, in: languages) }
        if let prompt = policy.whisper { checkPrompt(prompt, in: Array(languages.prefix(1))) }
    }

    /// `music` and `ringback` are always there.
    mutating func checkSound(_ prompt: Placed<String>) {
        if Self.sound(prompt.value) == prompt.value { checkPrompt(prompt, in: languages) }
    }

    /// The prompt that `caller_hears` names.
    static func sound(_ name: String) -> String {
        switch name {
        case "music": BuiltInPrompt.music.rawValue
        case "ringback": BuiltInPrompt.ringback.rawValue
        default: name
        }
    }
}
