import CallModel

extension Decider {
    mutating func enterFlow(_ name: String) {
        hops += 1
        guard hops <= 64, let flow = table.flows[name] else {
            return enterSafePlan(hops > 64 ? .flowsInCircles : .noFlow(name))
        }
        for (index, step) in flow.steps.enumerated() {
            let written: ClinicStep
            switch step {
            case .rule(let rule):
                guard let kind = rule.fails(RuleCaller(self)) else {
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
            let day = site.hours.dayOff(at: local.civil)
            note(.flow(flow), .dayOff(day))
            return day != nil
        }
        guard let state = site.hours.state(of: hours, at: local.civil) else {
            note(.flow(flow), .noHours(hours))
            return false
        }
        note(.flow(flow), .hours(hours, state.answer, state.reason))
        return state.answer == .open
    }

    private mutating func ring(_ ring: ClinicRing, in flow: String) {
        let groups = ring.targets.map { resolve($0.value) }
        for (target, group) in zip(ring.targets, groups) { note(.flow(flow), .target(target.value, group.finding)) }
        let key = Key("1")
        var seen: Set<DialTarget.Device> = []
        let targets = groups.flatMap(\.devices).filter { seen.insert($0.device).inserted }
            .compactMap { device in key.map { device.target(key: $0) } }
        guard !targets.isEmpty else { return note(.flow(flow), .nobodyInRing) }
        let sound = Compiler.sound(ring.callerHears?.value ?? "ringback")
        instructions.append(
            .ring(
                RingPlan(
                    targets: targets, ringTime: ring.ringTime, callerHears: prompt(sound),
                    whisper: [PromptRef(BuiltInPrompt.whisper.rawValue, language: table.language)])))
    }

    /// The devices behind a name at this instant, and what the trace says of them.
    struct Resolved {
        var name: String
        var devices: [Ringable]
        var order: RingOrder
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
        case .person(let id): return resolve(PersonID(id), as: target, because: nil)
        case .onCall(let rotation):
            guard let answer = table.cover(rotation, at: now) else { return nobody(target, .missing) }
            guard let person = answer.person else { return nobody(target, .nobodyOnCall(answer.reason)) }
            return resolve(person, as: target, because: answer.reason)
        case .next(let rotation):
            guard let answer = table.cover(rotation, at: now) else { return nobody(target, .missing) }
            guard let person = answer.next else { return nobody(target, .nobodyNext) }
            return resolve(person, as: target, because: .nextInOrder)
        case .unreadable: return nobody(target, .unreadable)
        case .everyone(let rotation):
            guard let entry = table.rotations[rotation] else { return nobody(target, .missing) }
            let people = entry.schedule.people
            return Resolved(
                name: target.name, devices: people.flatMap { table.people[$0]?.devices ?? [] }, order: .inOrder,
                finding: .everyone(people.map { table.name(of: $0) ?? $0.value }))
        }
    }

    private func resolve(_ person: PersonID, as target: ClinicTarget, because reason: OnCallReason?) -> Resolved {
        guard let entry = table.people[person] else { return nobody(target, .missing) }
        let devices: TargetFinding.Devices = entry.devices.isEmpty ? .none : .some
        return Resolved(
            name: target.name, devices: entry.devices, order: entry.order,
            finding: reason.map { .onCall(entry.name, $0, devices) } ?? .person(entry.name, devices))
    }

    private func nobody(_ target: ClinicTarget, _ finding: TargetFinding) -> Resolved {
        Resolved(name: target.name, devices: [], order: .inOrder, finding: finding)
    }
}
