import CallModel

extension Decider {
    mutating func enterFlow(_ name: String) {
        hops += 1
        guard hops <= 64, let flow = table.flows[name] else {
            return enterSafePlan(hops > 64 ? .flowsInCircles : .noFlow(name))
        }
        for (index, step) in flow.steps.enumerated() {
            work -= 1
            if work < 0 { return }
            switch step {
            case .rule(let rule):
                if let kind = rule.fails(self, caller, local) {
                    note(.flowStep(name, index + 1), .ruleFails(kind))
                } else if apply(rule, at: .flowStep(name, index + 1)) == .decided {
                    return
                }
            case .say(let spoken, let bargeIn): instructions.append(.say(prompts(spoken), bargeIn: bargeIn))
            case .during(let hours, let action):
                guard isOpen(hours, in: name) else { continue }
                return perform(action, in: nil)
            case .ring(let ring): self.ring(ring, in: name)
            case .site(let site): enter(site: site)
            case .nothing: continue
            case .perform(let action):
                note(.flow(name), .does(action))
                return perform(action, in: nil)
            }
        }
        enterSafePlan(.flowEnds(name))
    }

    private mutating func isOpen(_ hours: String, in flow: String) -> Bool {
        if hours == Compiler.holidays {
            let day = site.hours.dayOff(at: local)
            note(.flow(flow), .dayOff(day))
            return day != nil
        }
        guard let state = site.hours.state(of: hours, at: local) else {
            note(.flow(flow), .noHours(hours))
            return false
        }
        note(.flow(flow), .hours(hours, state.answer, state.reason))
        return state.answer == .open
    }

    private mutating func ring(_ ring: RingEntry, in flow: String) {
        let groups = lookUp(ring.targets, at: .flow(flow))
        let targets = targets(of: groups)
        // One name rings in its own way; several ring together, unless the step says otherwise.
        var apart = ring.apart
        if apart == nil, groups.count == 1, let group = groups.first, group.order == .inOrder, group.members > 0 {
            apart = group.apart ?? ring.ringTime
        }
        guard !targets.isEmpty else { return note(.flow(flow), .nobodyInRing) }
        instructions.append(
            .ring(
                RingPlan(
                    targets: targets, ringTime: ring.ringTime, apart: apart.map { min($0, ring.ringTime) },
                    callerHears: prompt(ring.callerHears), whisper: table.whisper)))
    }

    private mutating func lookUp(_ targets: [TargetEntry], at place: TracePlace) -> [Resolved] {
        var groups: [Resolved] = []
        groups.reserveCapacity(targets.count)
        for target in targets { groups.append(lookUp(target, at: place)) }
        return groups
    }

    /// What can be rung of these, each device once; key 1 accepts.
    private func targets(of groups: [Resolved]) -> [DialTarget] {
        if groups.count == 1 { return groups[0].list.targets(key: .one, notIn: []) }
        return DeviceList(groups.flatMap(\.list.devices)).targets(key: .one, notIn: [])
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
                        callerHears: prompt(queue.callerHears), whisper: table.whisper)))
        }
        note(.queue(name), .does(queue.then))
        perform(queue.then, in: nil)
    }

    /// Looks up a name at this instant, and notes what is found, members of groups included.
    mutating func lookUp(_ entry: TargetEntry, at place: TracePlace) -> Resolved {
        work -= 1
        if work < 0 { return .nobody(entry.target) }
        switch entry.kind {
        case .fixed(let target):
            work -= target.resolved.list.devices.count
            note(place, target.finding)
            return target.resolved
        case .onCall(let rotation):
            look(at: rotation)
            if let person = standing.person { return on(rotation, person, .now, standing.reason, entry.target, place) }
            note(place, .target(entry.target, .nobodyOnCall(standing.reason)))
        case .next(let rotation):
            look(at: rotation)
            if let person = standing.next {
                return on(rotation, person, .next, .nextInOrder, entry.target, place)
            }
            note(place, .target(entry.target, .nobodyNext))
        case .group(let group):
            note(place, .target(entry.target, .group(group.title)))
            return members(of: group, at: place)
        }
        return .nobody(entry.target)
    }

    private mutating func members(of group: GroupEntry, at place: TracePlace) -> Resolved {
        var devices: [Ringable] = []
        for member in group.targets { devices += lookUp(member, at: place).list.devices }
        return Resolved(
            name: group.title, list: DeviceList(devices), order: group.order, apart: group.apart,
            members: group.targets.count)
    }

    /// Somebody whom a rotation names.
    private mutating func on(
        _ rotation: Int, _ person: Int, _ turn: RotationEntry.Turn, _ reason: OnCallReason,
        _ target: ClinicTarget, _ place: TracePlace
    ) -> Resolved {
        let rotation = table.rotations[at: rotation]
        guard let entry = rotation.person(at: person) else {
            note(place, .target(target, .missing))
            return .nobody(target)
        }
        note(place, .target(target, .onCall(entry.name, reason, entry.hasDevices)))
        return rotation.resolved(turn, entry)
    }
}
