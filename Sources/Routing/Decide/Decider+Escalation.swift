import CallModel

extension Decider {
    /// Rings people by policy `name`: its steps with the targets of this instant.
    mutating func escalate(_ name: String, round: Int) {
        guard let policy = table.policies[name] else { return enterSafePlan(.noEscalation(name)) }
        let reason = self.reason ?? name
        self.reason = reason
        let language = language
        var steps: [EscalationStep] = []
        steps.reserveCapacity(policy.steps.count)
        for step in policy.steps { resolve(step, into: &steps) }
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
                    opening: round == 1 ? prompts(policy.opening) : [],
                    callerHears: prompt(policy.callerHears),
                    comfort: policy.comfort.map { prompt($0) },
                    comfortInterval: policy.comfortInterval,
                    leaveNumberKey: policy.leaveNumber, whisper: policy.whisper,
                    acceptTimeout: policy.acceptTime, reason: reason, obligationDue: policy.due,
                    language: language)))
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
        case .hangUp, .repeatMenu, .voicemail, .setMode, .unreadable:
            takeCallback(.within(policy.due), kind: .openCase)
        case .escalate(let next) where next == name: takeCallback(.within(policy.due), kind: .openCase)
        case .escalate(let next):
            hops += 1
            if hops > 64 { enterSafePlan(.escalationsInCircles) } else { escalate(next, round: 1) }
        case .flow, .menu, .ask, .queue: perform(policy.then, in: nil)
        }
    }

    /// The step's targets at this instant.
    private mutating func resolve(_ step: PolicyStep, into all: inout [EscalationStep]) {
        work -= 1
        if work < 0 { return }
        if let fixed = step.fixed { return add(fixed, to: &all) }
        if let turns = step.turns, let known = turn(turns, at: step.place) { return add(known, to: &all) }
        let first = all.count
        if step.preferences.isEmpty {
            for target in step.targets { step.shape.add(lookUp(target, at: step.place), from: first, to: &all) }
        } else {
            var groups: [Resolved] = []
            for target in step.targets { groups.append(lookUp(target, at: step.place)) }
            for group in preferred(groups, step) { step.shape.add(group, from: first, to: &all) }
        }
        if all.count == first { note(step.place, .nobodyInStep) }
    }

    private mutating func add(_ fixed: FixedStep, to all: inout [EscalationStep]) {
        work -= fixed.entries.count
        for entry in fixed.entries { entries.append(entry) }
        for step in fixed.steps { all.append(step) }
    }

    /// What becomes of a step that asks one rotation for one person, whom it knows; `nil` when it is somebody else.
    private mutating func turn(_ step: TurnStep, at place: TracePlace) -> FixedStep? {
        look(at: step.rotation)
        switch step.turn {
        case .now:
            guard let person = standing.person, person < step.people.count else { return nil }
            let known = step.people[person]
            note(place, .target(step.target, .onCall(known.name, standing.reason, known.devices)))
            return known.fixed
        case .next:
            guard let person = standing.next, person < step.people.count else { return nil }
            return step.people[person].fixed
        }
    }

    private func safeSteps() -> [EscalationStep] {
        let targets = table.safeTargets(at: now, site: site)
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
        if case .exhausted(SafePlan.policy, let done) = point { round = max(0, min(done, SafePlan.rounds)) + 1 }
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
                    whisper: table.whisper,
                    acceptTimeout: .seconds(15), reason: reason ?? "urgent", obligationDue: SafePlan.due,
                    language: language)))
    }
}
