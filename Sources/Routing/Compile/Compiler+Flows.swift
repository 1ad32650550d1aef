import CallModel

extension Compiler {
    /// Flows and their steps.
    mutating func checkFlows() {
        for flow in clinic.flows {
            let name = flow.name.value
            if flow.steps.isEmpty {
                error(flow.name.position, "flow '\(name)' has no steps")
                continue
            }
            var ended = false
            var unreadable = false
            for step in flow.steps {
                if ended, !unreadable {
                    error(
                        step.position, "this step of flow '\(name)' is never reached: the one before it ends the flow",
                        kind: .unreachable)
                    break
                }
                checkStep(step.value)
                switch step.value {
                case .perform: ended = true
                case .unreadable:
                    unreadable = true
                    hasLooseEnds = true
                case .say, .during, .ring, .site, .rule: break
                }
            }
            if !ended, !unreadable, let last = flow.steps.last {
                error(
                    last.position, "flow '\(name)' ends here and leaves the caller with nobody",
                    hint: "end it with a menu, an escalation, a callback or another flow", kind: .deadEnd)
            }
        }
    }

    private mutating func checkStep(_ step: ClinicStep) {
        switch step {
        case .say(let names, _): for name in names { checkPrompt(name, in: languages) }
        case .during(let hours, let action):
            if hours.value != Self.holidays {
                checkHours(hours)
            }
            checkInFlow(action)
        case .ring(let ring):
            for target in ring.targets { checkTarget(target) }
            if let sound = ring.callerHears { checkSound(sound) }
            if let apart = ring.apart, apart.value > ring.ringTime {
                error(
                    apart.position, "this step would leave a pause between its rings",
                    hint: "'apart:' can be at most the 'for:' of the step")
            }
        case .site(let site): checkSite(site)
        case .rule(let rule): checkRule(rule)
        case .perform(let action): checkInFlow(action)
        case .unreadable: break
        }
    }

    /// `during holidays:` asks for holidays and closed days.
    static let holidays = "holidays"

    private mutating func checkInFlow(_ action: Placed<ClinicAction>) {
        check(action)
        if action.value == .repeatMenu {
            error(action.position, "'repeat' is for the keys of a menu", hint: "name the menu: 'menu …'")
        }
    }

    /// The clinic's numbers.
    mutating func checkNumbers() {
        if clinic.numbers.isEmpty, clinic.completeness == .whole {
            hasLooseEnds = true
            error(
                clinic.position, "the clinic has no numbers: nobody could call it",
                hint: "add 'numbers:' with the number that callers dial and its flow")
        }
        var seen: Set<PhoneNumber> = []
        for number in clinic.numbers {
            let text = number.number.value.e164
            if !seen.insert(number.number.value).inserted {
                error(number.number.position, "number \(text) is here a second time")
            }
            if let flow = number.flow {
                check("flow", flow.value, among: flows.keys, at: flow.position)
            } else {
                hasLooseEnds = true
                error(
                    number.number.position, "number \(text) has no flow: nobody would answer it",
                    hint: "add 'flow:' with the name of a flow")
            }
            if let language = number.language { checkLanguage(language) }
            for (prompt, own) in number.prompts.sorted(by: { $0.key < $1.key }) {
                checkPrompt(Placed(prompt, at: own.position), in: [])
                checkPrompt(own, in: languages)
            }
        }
    }
}
