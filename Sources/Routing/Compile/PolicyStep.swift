import CallModel

/// A step of a policy, with its names looked up.
final class PolicyStep: Sendable {
    let targets: [TargetEntry]
    let preferences: [ClinicPreference]
    /// How it rings.
    let shape: StepShape
    /// What it is about, for the trace.
    let place: TracePlace
    /// What becomes of it at all times; `nil` when that depends on the time or the call.
    let fixed: FixedStep?
    /// What becomes of it by who has the turn, when it asks for nothing else.
    let turns: TurnStep?

    init(
        _ step: ClinicEscalationStep, number: Int, of policy: String, targets: [TargetEntry], _ rotations: RotationList
    ) {
        self.targets = targets
        preferences = step.preferences.map(\.value)
        let shape = StepShape(step, number: number)
        self.shape = shape
        let place = TracePlace.step(policy, number)
        self.place = place
        turns =
            targets.count == 1 && preferences.isEmpty
            ? TurnStep(targets[0], shape: shape, at: place, rotations) : nil
        let known = targets.compactMap { if case .fixed(let target) = $0.kind { target } else { nil } }
        guard preferences.isEmpty, known.count == targets.count else {
            fixed = nil
            return
        }
        var steps: [EscalationStep] = []
        for target in known { shape.add(target.resolved, from: 0, to: &steps) }
        var entries = known.map { Trace.Entry(place, $0.finding) }
        if steps.isEmpty { entries.append(.init(place, .nobodyInStep)) }
        fixed = FixedStep(steps, entries)
    }
}

/// What becomes of a step at all times: what is rung, and what the trace says of it.
final class FixedStep: Sendable {
    let steps: [EscalationStep]
    let entries: [Trace.Entry]

    init(_ steps: [EscalationStep], _ entries: [Trace.Entry]) {
        self.steps = steps
        self.entries = entries
    }
}

/// A step that asks one rotation for one person: what becomes of it for each who takes turns there.
final class TurnStep: Sendable {
    /// One of them.
    struct Person: Sendable {
        let name: String
        let devices: TargetFinding.Devices
        /// What is rung, and what the trace says beside who it is and why.
        let fixed: FixedStep
    }

    let target: ClinicTarget
    let rotation: Int
    let turn: RotationEntry.Turn
    /// By their places in the roster; whoever only stands in is not here.
    let people: [Person]

    /// `nil` when it asks for anything else.
    init?(_ entry: TargetEntry, shape: StepShape, at place: TracePlace, _ rotations: RotationList) {
        switch entry.kind {
        case .onCall(let rotation): (self.rotation, turn) = (rotation, .now)
        case .next(let rotation): (self.rotation, turn) = (rotation, .next)
        case .fixed, .group: return nil
        }
        let (target, turn) = (entry.target, turn)
        self.target = target
        let rotation = rotations[at: rotation]
        people = rotation.schedule.people.indices.prefix { rotation.person(at: $0) != nil }.compactMap { index in
            rotation.person(at: index).map { person in
                var steps: [EscalationStep] = []
                shape.add(rotation.resolved(turn, person), from: 0, to: &steps)
                var entries: [Trace.Entry] = []
                // Why somebody has the turn now is known when it is asked; who is next is next in order.
                if turn == .next {
                    let finding = TargetFinding.onCall(person.name, .nextInOrder, person.hasDevices)
                    entries.append(.init(place, .target(target, finding)))
                }
                if steps.isEmpty { entries.append(.init(place, .nobodyInStep)) }
                return Person(name: person.name, devices: person.hasDevices, fixed: FixedStep(steps, entries))
            }
        }
    }
}

/// How a step rings whoever is behind its names.
struct StepShape: Sendable {
    let number: Int
    let order: RingOrder
    let ringTime: Duration
    let startsEarly: Duration
    let apart: Duration?
    let key: Key

    init(_ step: ClinicEscalationStep, number: Int) {
        self.number = number
        order = step.order
        ringTime = step.ringTime
        startsEarly = step.startsEarly
        apart = step.apart?.value
        key = step.acceptKey ?? .one
    }

    /// Adds the devices behind one of its names; what it has already begins at `first`. A step in order in which
    /// somebody's devices ring together becomes several.
    func add(_ group: Resolved, from first: Int, to all: inout [EscalationStep]) {
        let targets = group.list.targets(key: key, notIn: all[first...])
        guard !targets.isEmpty else { return }
        let order: RingOrder =
            order == .together || targets.count > 1 && group.order == .together ? .together : .inOrder
        // Some time after the one before it is early: before the ring time of that one is over.
        if self.order == .inOrder, let apart = apart ?? (order == .inOrder ? group.apart : nil) {
            for (index, target) in targets.enumerated() {
                let follows = index > 0 || self.apart != nil && all.count > first
                let start = all.count == first ? startsEarly : .zero
                all.append(
                    EscalationStep(
                        number: number, name: group.name, targets: [target], order: .inOrder, ringTime: ringTime,
                        startsEarly: follows ? max(.zero, ringTime - apart) : start))
            }
        } else if all.count > first, all[all.count - 1].order == order, self.order == .together || order == .inOrder {
            all[all.count - 1].targets += targets
            all[all.count - 1].name += ", \(group.name)"
        } else {
            all.append(
                EscalationStep(
                    number: number, name: group.name, targets: targets, order: order, ringTime: ringTime,
                    startsEarly: all.count == first ? startsEarly : .zero))
        }
    }
}
