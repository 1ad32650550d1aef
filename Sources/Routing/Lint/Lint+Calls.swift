import CallModel

extension Lint {
    /// What goes by the calls that there can be: each kind of caller of each number, at each instant, on each way.
    mutating func checkCalls() {
        let changes = table.changes(from: start, to: end)
        let kinds = CallerKinds(clinic)
        var steps: Set<Repetition> = []
        var rules: Set<TracePlace> = []
        var looked = Looked.everywhere
        for number in table.dialledNumbers {
            let all = kinds.of(number)
            if all.count > CallerKinds.most { looked = .partly }
            for kind in all.prefix(CallerKinds.most) {
                var memory = TreeMemory<Seen>(table, number: number, kind: kind)
                var next = changes.start < changes.end ? changes.start : nil
                while let at = next {
                    let seen = memory.value(at: at, Seen.init)
                    if seen.looked == .partly { looked = .partly }
                    rules.formUnion(seen.rules)
                    for found in seen.repetitions where steps.insert(found).inserted {
                        report(found, at, table.zone(of: number))
                    }
                    next = changes.next(after: at, of: memory.causes)
                }
            }
        }
        // What is for one day of the year must have its chance.
        if looked == .everywhere, end - start >= .seconds(366 * 86_400) { reportRules(besides: rules) }
    }

    private enum Looked { case everywhere, partly }

    /// What one tree shows.
    private struct Seen {
        var repetitions: Set<Repetition> = []
        /// The rules that hold.
        var rules: Set<TracePlace> = []
        var looked: Looked

        init(_ tree: CallTree) {
            looked = tree.isWhole ? .everywhere : .partly
            for branch in tree.branches {
                for step in branch.steps {
                    for entry in step.decision.trace.entries {
                        if case .ruleHolds = entry.finding { rules.insert(entry.place) }
                    }
                    for case .escalate(let plan) in step.decision.plan.instructions where plan.round == 1 {
                        repetitions.formUnion(Repetition.all(in: plan))
                    }
                }
            }
        }
    }

    // MARK: Steps

    /// Two steps of an escalation of which the second brings nobody new.
    private struct Repetition: Hashable {
        var policy: String
        var step: Int
        var phones: [String]

        static func all(in plan: EscalationPlan) -> [Repetition] {
            var steps: [(number: Int, devices: Set<DialTarget.Device>, labels: [String])] = []
            for step in plan.steps {
                if let last = steps.indices.last, steps[last].number == step.number {
                    steps[last].devices.formUnion(step.targets.map(\.device))
                    steps[last].labels += step.targets.map(\.label)
                } else {
                    steps.append((step.number, Set(step.targets.map(\.device)), step.targets.map(\.label)))
                }
            }
            return zip(steps, steps.dropFirst()).compactMap { before, step in
                step.devices.isSubset(of: before.devices)
                    ? Repetition(policy: plan.policy, step: step.number, phones: step.labels) : nil
            }
        }
    }

    private mutating func report(_ found: Repetition, _ at: Timestamp, _ zone: TimeZoneRules) {
        let steps = clinic.escalations.first { $0.name.value == found.policy }?.steps ?? []
        guard steps.indices.contains(found.step - 1) else { return }
        let position = steps[found.step - 1].position
        // One of them is enough, whoever is on call later.
        guard !findings.contains(where: { $0.kind == .samePhone && $0.position == position }) else { return }
        warn(
            .samePhone, position, at,
            "step \(found.step) of escalation '\(found.policy)' rings only who was just rung "
                + "(\(found.phones.joined(separator: ", "))), first on \(zone.words(at))",
            hint: "ring somebody else in it, or take it out")
    }

    // MARK: Rules

    /// Rules that hold for no call at any time. A mode may be set at any time, and is waited for.
    private mutating func reportRules(besides held: Set<TracePlace>) {
        for (index, rule) in clinic.rules.enumerated() where !held.contains(.rule(index + 1, rule.name)) {
            let unknown = rule.unknownOnArrival.map {
                "no call has a \($0) when it arrives: make this a step of a flow"
            }
            report(rule, "rule \(index + 1)", hint: unknown)
        }
        for flow in clinic.flows {
            for (index, step) in flow.steps.enumerated() {
                guard case .rule(let rule) = step.value,
                    !held.contains(.flowStep(flow.name.value, index + 1))
                else { continue }
                report(rule, "the rule in step \(index + 1) of flow '\(flow.name.value)'", hint: nil)
            }
        }
    }

    private mutating func report(_ rule: ClinicRule, _ what: String, hint: String?) {
        guard !rule.waitsForMode else { return }
        let name = rule.name.map { " ('\($0)')" } ?? ""
        warn(
            .unreachable, rule.position, start,
            "\(what)\(name) decides no call from \(clinic.zone.words(start)) to \(clinic.zone.words(end))",
            hint: hint ?? "another takes its calls before, or what it asks for is never so")
    }
}

extension ClinicRule {
    /// Something that only menus, questions and other rules find out.
    fileprivate var unknownOnArrival: String? {
        conditions.lazy.compactMap { condition in
            switch condition.value {
            case .zip: "zip code"
            case .reason: "reason"
            case .skill: "skill"
            case .provider: "provider"
            default: nil
            }
        }.first
    }

    fileprivate var waitsForMode: Bool {
        conditions.contains { condition in
            switch condition.value {
            case .during(let hours), .outside(let hours): hours.hasPrefix(modeHours)
            default: false
            }
        }
    }
}
