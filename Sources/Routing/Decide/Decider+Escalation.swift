import CallModel

extension Decider {
    /// Rings people by policy `name`: its steps with the targets of this instant.
    mutating func escalate(_ name: String, round: Int) {
        guard let policy = table.policies[name] else { return enterSafePlan(.noEscalation(name)) }
        reason = reason ?? name
        var steps: [EscalationStep] = []
        for (index, step) in policy.steps.enumerated() {
            steps += resolve(step, number: index + 1, of: name)
        }
        if steps.isEmpty {
            note(.escalation(name), .nobodyInAnyStep)
            steps = safeSteps()
        }
        guard !steps.isEmpty else { return finish(name, policy) }
        // The first step has nothing before it to overlap with when the one before was skipped.
        steps[0].startsEarly = .zero
        instructions.append(
            .escalate(
                EscalationPlan(
                    policy: name, round: round, steps: steps,
                    opening: round == 1 ? [prompt(policy.opening)] : [],
                    callerHears: prompt(policy.callerHears), comfort: policy.comfort.map { prompt($0.name) },
                    comfortInterval: policy.comfort?.every ?? .seconds(20), leaveNumberKey: policy.leaveNumber,
                    whisper: [PromptRef(policy.whisper, language: table.language)], acceptTimeout: policy.acceptTime,
                    reason: reason ?? name, obligationDue: policy.due, language: language)))
    }

    /// After a round in which nobody accepted: the next round, or the final step.
    mutating func goOn(_ name: String, after round: Int) {
        if name == SafePlan.policy {
            return enterSafePlan(.nobodyAccepted(round: round))
        }
        guard let policy = table.policies[name] else { return enterSafePlan(.noEscalation(name)) }
        if round < policy.rounds {
            note(.escalation(name), .nextRound(after: round, of: policy.rounds))
            escalate(name, round: max(1, round + 1))
        } else {
            note(.escalation(name), .lastRound(round, of: policy.rounds, policy.then))
            finish(name, policy)
        }
    }

    private mutating func finish(_ name: String, _ policy: PolicyEntry) {
        reason = reason ?? name
        switch policy.then {
        case .callback(let due): takeCallback(due, kind: .openCase)
        case .hangUp, .repeatMenu, .unreadable: takeCallback(.within(policy.due), kind: .openCase)
        case .escalate(let next) where next == name: takeCallback(.within(policy.due), kind: .openCase)
        case .escalate(let next):
            hops += 1
            if hops > 64 { enterSafePlan(.escalationsInCircles) } else { escalate(next, round: 1) }
        case .flow, .menu, .ask, .queue, .voicemail: perform(policy.then, in: nil)
        }
    }

    /// The step's targets at this instant. A step in order in which somebody's devices ring together becomes several.
    private mutating func resolve(_ step: ClinicEscalationStep, number: Int, of name: String) -> [EscalationStep] {
        let place = TracePlace.step(name, number)
        var groups = lookUp(step.targets.map(\.value), at: place)
        if !step.preferences.isEmpty { groups = preferred(groups, step, place) }
        guard let key = step.acceptKey ?? Key("1") else { return [] }
        var seen: Set<DialTarget.Device> = []
        var steps: [EscalationStep] = []
        for group in groups {
            let targets = group.devices.filter { seen.insert($0.device).inserted }.map { $0.target(key: key) }
            guard !targets.isEmpty else { continue }
            let order: RingOrder =
                step.order == .together || targets.count > 1 && group.order == .together ? .together : .inOrder
            // Some time after the one before it is early: before the ring time of that one is over.
            if step.order == .inOrder, let apart = step.apart?.value ?? (order == .inOrder ? group.apart : nil) {
                for (index, target) in targets.enumerated() {
                    let follows = index > 0 || step.apart != nil && !steps.isEmpty
                    let first = steps.isEmpty ? step.startsEarly : .zero
                    steps.append(
                        EscalationStep(
                            number: number, name: group.name, targets: [target], order: .inOrder,
                            ringTime: step.ringTime,
                            startsEarly: follows ? max(.zero, step.ringTime - apart) : first))
                }
                continue
            }
            if let last = steps.indices.last, steps[last].order == order, step.order == .together || order == .inOrder {
                steps[last].targets += targets
                steps[last].name += ", \(group.name)"
            } else {
                steps.append(
                    EscalationStep(
                        number: number, name: group.name, targets: targets, order: order, ringTime: step.ringTime,
                        startsEarly: steps.isEmpty ? step.startsEarly : .zero))
            }
        }
        if steps.isEmpty { note(place, .nobodyInStep) }
        return steps
    }

    private func safeSteps() -> [EscalationStep] {
        let targets = table.safeTargets(at: now, site: site.name)
        guard !targets.isEmpty else { return [] }
        return [
            EscalationStep(
                number: 1, name: "desk phones and everybody on call", targets: targets, order: .together,
                ringTime: SafePlan.ringTime)
        ]
    }

    /// The plan behind every plan.
    mutating func enterSafePlan(_ why: SafePlanReason) {
        var round = 1
        if case .exhausted(SafePlan.policy, let done) = facts.point { round = max(0, min(done, SafePlan.rounds)) + 1 }
        let steps = safeSteps()
        guard round <= SafePlan.rounds, !steps.isEmpty else {
            note(.safePlan, .safeCallback(why))
            reason = reason ?? "urgent"
            return takeCallback(.within(SafePlan.due), kind: .openCase)
        }
        note(.safePlan, .safeRing(why, steps.flatMap(\.targets).map(\.name)))
        reason = reason ?? "urgent"
        let opening = round == 1 ? [prompt(BuiltInPrompt.trouble.rawValue)] : []
        instructions.append(
            .escalate(
                EscalationPlan(
                    policy: SafePlan.policy, round: round, steps: steps, opening: opening,
                    callerHears: prompt(BuiltInPrompt.music.rawValue),
                    comfort: prompt(BuiltInPrompt.comfort.rawValue), comfortInterval: .seconds(20),
                    leaveNumberKey: Key("9"),
                    whisper: [PromptRef(BuiltInPrompt.whisper.rawValue, language: table.language)],
                    acceptTimeout: .seconds(15), reason: reason ?? "urgent", obligationDue: SafePlan.due,
                    language: language)))
    }
}
