import CallModel

extension Decider {
    /// Rings people by policy `name`: its steps with the targets of this instant.
    mutating func escalate(_ name: String, round: Int) {
        guard let policy = table.policies[name] else { return enterSafePlan(.noEscalation(name)) }
        reason = reason ?? name
        var steps: [EscalationStep] = []
        steps.reserveCapacity(policy.value.steps.count)
        for (index, step) in policy.value.steps.enumerated() { resolve(step, number: index + 1, into: &steps) }
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
                    opening: round == 1 ? [prompt(policy.value.opening)] : [],
                    callerHears: prompt(policy.value.callerHears),
                    comfort: policy.value.comfort.map { prompt($0.name) },
                    comfortInterval: policy.value.comfort?.every ?? .seconds(20),
                    leaveNumberKey: policy.value.leaveNumber,
                    whisper: [PromptRef(policy.value.whisper, language: table.language)],
                    acceptTimeout: policy.value.acceptTime, reason: reason ?? name, obligationDue: policy.value.due,
                    language: language)))
    }

    /// After a round in which nobody accepted: the next round, or the final step.
    mutating func goOn(_ name: String, after round: Int) {
        if name == SafePlan.policy {
            return enterSafePlan(.nobodyAccepted(round: round))
        }
        guard let policy = table.policies[name] else { return enterSafePlan(.noEscalation(name)) }
        if round < policy.value.rounds {
            note(.escalation(name), .nextRound(after: round, of: policy.value.rounds))
            escalate(name, round: max(1, round + 1))
        } else {
            note(.escalation(name), .lastRound(round, of: policy.value.rounds, policy.value.then))
            finish(name, policy)
        }
    }

    private mutating func finish(_ name: String, _ policy: Shared<PolicyEntry>) {
        reason = reason ?? name
        switch policy.value.then {
        case .callback(let due): takeCallback(due, kind: .openCase)
        case .hangUp, .repeatMenu, .voicemail, .setMode, .unreadable:
            takeCallback(.within(policy.value.due), kind: .openCase)
        case .escalate(let next) where next == name: takeCallback(.within(policy.value.due), kind: .openCase)
        case .escalate(let next):
            hops += 1
            if hops > 64 { enterSafePlan(.escalationsInCircles) } else { escalate(next, round: 1) }
        case .flow, .menu, .ask, .queue: perform(policy.value.then, in: nil)
        }
    }

    /// The step's targets at this instant. A step in order in which somebody's devices ring together becomes several.
    private mutating func resolve(_ entry: PolicyStep, number: Int, into all: inout [EscalationStep]) {
        let (step, place) = (entry.step, entry.place)
        var groups = lookUp(entry.targets, at: place)
        if !step.preferences.isEmpty { groups = preferred(groups, step, place) }
        guard let key = step.acceptKey ?? Key("1") else { return }
        var seen: [DialTarget.Device] = []
        var steps: [EscalationStep] = []
        for group in groups {
            let targets = targets(of: group.devices, key: key, notIn: &seen)
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
        all += steps
    }

    /// Each device once; few are in a step, and so they are compared and not hashed.
    private func targets(
        of devices: [Ringable], key: Key, notIn seen: inout [DialTarget.Device]
    ) -> [DialTarget] {
        var targets: [DialTarget] = []
        targets.reserveCapacity(devices.count)
        for device in devices where !seen.contains(device.device) {
            seen.append(device.device)
            targets.append(device.target(key: key))
        }
        return targets
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
