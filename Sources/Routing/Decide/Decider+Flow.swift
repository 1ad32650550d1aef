import CallModel

extension Decider {
    mutating func enterFlow(_ name: String) {
        hops += 1
        guard hops <= 64, let flow = table.flows[name] else {
            return enterSafePlan(hops > 64 ? .flowsInCircles : .noFlow(name))
        }
        for (index, step) in flow.value.steps.enumerated() {
            let written: ClinicStep
            switch step {
            case .rule(let rule):
                guard let kind = rule.value.fails(RuleCaller(self)) else {
                    if apply(rule, at: .flowStep(name, index + 1)) == .decided { return }
                    continue
                }
                note(.flowStep(name, index + 1), .ruleFails(kind))
                continue
            case .plain(let step): written = step
            }
            switch written {
            case .say(let prompts, let bargeIn):
                instructions.append(.say(prompts.map { prompt($0.value) }, bargeIn: bargeIn))
            case .during(let hours, let action):
                guard isOpen(hours.value, in: name) else { continue }
                return perform(action.value, in: nil)
            case .ring(let ring): self.ring(ring, in: name)
            case .site(let site): enter(site: site.value)
            case .unreadable, .rule: continue
            case .perform(let action):
                note(.flow(name), .does(action.value))
                return perform(action.value, in: nil)
            }
        }
        enterSafePlan(.flowEnds(name))
    }

    private mutating func isOpen(_ hours: String, in flow: String) -> Bool {
        if hours == Compiler.holidays {
            let day = site.value.hours.dayOff(at: local.civil)
            note(.flow(flow), .dayOff(day))
            return day != nil
        }
        guard let state = site.value.hours.state(of: hours, at: local.civil) else {
            note(.flow(flow), .noHours(hours))
            return false
        }
        note(.flow(flow), .hours(hours, state.answer, state.reason))
        return state.answer == .open
    }

    private mutating func ring(_ ring: ClinicRing, in flow: String) {
        let groups = lookUp(ring.targets.map(\.value), at: .flow(flow))
        let targets = targets(of: groups)
        // One name rings in its own way; several ring together, unless the step says otherwise.
        var apart = ring.apart?.value
        if apart == nil, groups.count == 1, let group = groups.first, group.order == .inOrder, !group.members.isEmpty {
            apart = group.apart ?? ring.ringTime
        }
        guard !targets.isEmpty else { return note(.flow(flow), .nobodyInRing) }
        let sound = Compiler.sound(ring.callerHears?.value ?? "ringback")
        instructions.append(
            .ring(
                RingPlan(
                    targets: targets, ringTime: ring.ringTime, apart: apart.map { min($0, ring.ringTime) },
                    callerHears: prompt(sound),
                    whisper: [PromptRef(BuiltInPrompt.whisper.rawValue, language: table.language)])))
    }

    /// Looks up names, and notes what is found, members of groups included.
    mutating func lookUp(_ targets: [ClinicTarget], at place: TracePlace) -> [Resolved] {
        let groups = targets.map { resolve($0) }
        for (target, group) in zip(targets, groups) {
            note(place, .target(target, group.finding))
            for member in group.members { note(place, .target(member.target, member.finding)) }
        }
        return groups
    }

    /// What can be rung of these, each device once; key 1 accepts.
    private func targets(of groups: [Resolved]) -> [DialTarget] {
        guard let key = Key("1") else { return [] }
        var seen: Set<DialTarget.Device> = []
        return groups.flatMap(\.devices).filter { seen.insert($0.device).inserted }.map { $0.target(key: key) }
    }

    /// Lets the caller wait for a department, and then leads them on.
    mutating func enterQueue(_ name: String) {
        hops += 1
        guard hops <= 64, let queue = table.queues[name] else {
            return enterSafePlan(hops > 64 ? .flowsInCircles : .noQueue(name))
        }
        let groups = lookUp(queue.targets, at: .queue(name))
        let targets = targets(of: groups)
        if targets.isEmpty {
            note(.queue(name), .nobodyInRing)
        } else {
            instructions.append(
                .ring(
                    RingPlan(
                        targets: targets, ringTime: min(queue.ringTime, queue.wait), patience: queue.wait,
                        callerHears: prompt(queue.callerHears),
                        whisper: [PromptRef(BuiltInPrompt.whisper.rawValue, language: table.language)])))
        }
        note(.queue(name), .does(queue.then))
        perform(queue.then, in: nil)
    }

    /// The devices behind a name at this instant, and what the trace says of them.
    struct Resolved {
        var name: String
        var devices: [Ringable]
        var order: RingOrder
        /// How long after the one before it each device begins; its ring time when `nil`.
        var apart: Duration?
        /// The members of a ring group, which says how they ring; empty for anything else.
        var members: [(target: ClinicTarget, finding: TargetFinding)] = []
        var finding: TargetFinding
    }

    func resolve(_ target: ClinicTarget) -> Resolved {
        switch target {
        case .phone(let number):
            guard let phone = table.phones[number] else { return nobody(target, .missing) }
            return Resolved(name: phone.name, devices: [phone], order: .inOrder, finding: .device(phone.name))
        case .number(let number):
            let name = target.name
            let device = Ringable(
                device: .number(number, trunks: table.trunks), person: nil, name: name, trust: .keyNeeded)
            return Resolved(name: name, devices: [device], order: .inOrder, finding: .device(name))
        case .person(let id): return resolve(PersonID(id), as: target, called: id, because: nil)
        case .onCall(let rotation):
            guard let entry = table.rotations[rotation] else { return nobody(target, .missing) }
            let answer = entry.value.schedule.cover(at: now)
            guard let person = answer.person else { return nobody(target, .nobodyOnCall(answer.reason)) }
            return resolve(person, as: target, called: entry.value.onCall, because: answer.reason)
        case .next(let rotation):
            guard let entry = table.rotations[rotation] else { return nobody(target, .missing) }
            guard let person = entry.value.schedule.cover(at: now).next else { return nobody(target, .nobodyNext) }
            return resolve(person, as: target, called: entry.value.next, because: .nextInOrder)
        case .unreadable: return nobody(target, .unreadable)
        case .everyone(let rotation):
            guard let entry = table.rotations[rotation] else { return nobody(target, .missing) }
            let people = entry.value.schedule.people
            return Resolved(
                name: target.name, devices: people.flatMap { table.people[$0]?.devices ?? [] }, order: .inOrder,
                finding: .everyone(people.map { table.name(of: $0) ?? $0.value }))
        }
    }

    private func resolve(
        _ person: PersonID, as target: ClinicTarget, called name: String, because reason: OnCallReason?
    ) -> Resolved {
        if table.people[person] == nil, let group = table.groups[person.value] { return resolve(group) }
        guard let entry = table.people[person] else { return nobody(target, .missing) }
        let devices: TargetFinding.Devices = entry.value.devices.isEmpty ? .none : .some
        return Resolved(
            name: name, devices: entry.value.devices, order: entry.value.order, apart: entry.value.apart,
            finding: reason.map { .onCall(entry.value.name, $0, devices) } ?? .person(entry.value.name, devices))
    }

    private func resolve(_ group: GroupEntry) -> Resolved {
        let members = group.targets.map { resolve($0) }
        return Resolved(
            name: group.title, devices: members.flatMap(\.devices), order: group.order, apart: group.apart,
            members: zip(group.targets, members).map { ($0, $1.finding) }, finding: .group(group.title))
    }

    private func nobody(_ target: ClinicTarget, _ finding: TargetFinding) -> Resolved {
        Resolved(name: target.name, devices: [], order: .inOrder, finding: finding)
    }
}
