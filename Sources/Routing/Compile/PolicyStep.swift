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

    init(_ step: ClinicEscalationStep, number: Int, of policy: String, targets: [TargetEntry]) {
        self.targets = targets
        preferences = step.preferences.map(\.value)
        let shape = StepShape(step, number: number)
        self.shape = shape
        let place = TracePlace.step(policy, number)
        self.place = place
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
