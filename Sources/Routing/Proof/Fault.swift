/// Why a caller does not get to a person as they should.
package enum Fault: Hashable, Sendable {
    /// A step of an escalation has nobody to ring.
    case emptyStep(policy: String, step: Int)
    /// A ring of a flow, or a queue, has nobody to ring.
    case emptyRing(String)
    /// No step of an escalation has anybody to ring, and the safe plan rings instead.
    case emptyEscalation(String)
    /// The configuration leads nowhere, and the safe plan rings.
    case safePlan
    /// A callback is promised, and no person was rung.
    case onlyCallback
    /// The call is over, and no person was rung.
    case deadEnd
    /// The call goes round in circles.
    case loop
    /// A person is rung, after so long.
    case late(after: Duration, limit: Duration)
    /// There are more ways through the menus than can be looked at.
    case tooManyWays
    /// Rules tell more kinds of callers apart than can be looked at.
    case tooManyKinds

    /// A stable name, for programs.
    package var name: String {
        switch self {
        case .emptyStep: "empty-step"
        case .emptyRing: "empty-ring"
        case .emptyEscalation: "empty-escalation"
        case .safePlan: "safe-plan"
        case .onlyCallback: "only-callback"
        case .deadEnd: "dead-end"
        case .loop: "loop"
        case .late: "late"
        case .tooManyWays: "too-many-ways"
        case .tooManyKinds: "too-many-kinds"
        }
    }

    /// In words: `step 2 is empty (escalation urgent)`.
    package var words: String {
        switch self {
        case .emptyStep(let policy, let step): "step \(step) is empty (escalation \(policy))"
        case .emptyRing(let name): "there is nobody to ring in \(name)"
        case .emptyEscalation(let policy): "every step is empty (escalation \(policy)); only the safe plan rings"
        case .safePlan: "the configuration leads nowhere; only the safe plan rings"
        case .onlyCallback: "a callback is promised and nobody is rung"
        case .deadEnd: "the call ends and nobody is rung"
        case .loop: "the call goes round in circles"
        case .late(let after, let limit):
            "the first person is rung after \(after.words), which is not within \(limit.words)"
        case .tooManyWays: "there are too many ways through the menus to prove them"
        case .tooManyKinds: "rules tell more than \(CallerKinds.most) kinds of callers apart: only these are proven"
        }
    }
}

extension Duration {
    /// `25s`, `3m`, `2m 30s`, `1h 5m`: whole seconds.
    package var words: String {
        let seconds = components.seconds
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")].filter { $0.0 != 0 }
        return parts.isEmpty ? "0s" : parts.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }
}

extension CallBranch {
    /// What is wrong with this branch at its instant.
    func faults(in table: RoutingTable, within limit: Duration) -> Set<Fault> {
        var faults: Set<Fault> = []
        faults.formUnion(steps.flatMap(\.decision.trace.faults))
        if let time = firstPerson, time > limit { faults.insert(.late(after: time, limit: limit)) }
        switch stop {
        case .menu, .question: break
        case .modes: if person == nil, let fault = faultOfModes { faults.insert(fault) }
        case .endless: faults.insert(.loop)
        case .ended: if person == nil, let fault = faultOfEnd(in: table) { faults.insert(fault) }
        }
        return faults
    }

    /// What is wrong with an end before which nobody was rung.
    private func faultOfEnd(in table: RoutingTable) -> Fault? {
        switch instructions.last {
        case .takeCallback: isOwnChoice && !RoutingTable.isUrgent(steps.last?.decision.reason) ? nil : .onlyCallback
        case .say, .menu, .collect, .ring, .escalate, .setMode, .hangUp, nil: .deadEnd
        }
    }

    /// Where a PIN is asked for, only staff go on, and key 0 leads back. That is no dead end for who chose it by a key,
    /// or dialled a number that is there for nothing else; it is one for everybody else, and in an urgent call.
    private var faultOfModes: Fault? {
        let chosen = path.isEmpty || isOwnChoice
        return chosen && !RoutingTable.isUrgent(steps.last?.decision.reason) ? nil : .deadEnd
    }

    /// Whether the caller chose by a key what came. Key 0 asks for a person.
    private var isOwnChoice: Bool {
        switch path.last {
        case .option(_, let key): key != Key("0")
        case .wrongKey, .silence, .answer, .noAnswer, nil: false
        }
    }
}

extension Trace {
    /// Who was looked for and is not there, each once.
    var faults: [Fault] {
        var seen: Set<Fault> = []
        let faults = entries.flatMap(\.faults).filter { seen.insert($0).inserted }
        // What is said of the whole escalation need not be said of each of its steps.
        return faults.filter { fault in
            if case .emptyStep(let policy, _) = fault { !seen.contains(.emptyEscalation(policy)) } else { true }
        }
    }
}

extension DryRun {
    /// What is wrong on the way: who was looked for and is not there, and an end at which nobody was rung and nothing
    /// is promised.
    package var faults: [Fault] {
        var seen: Set<Fault> = []
        var faults = steps.flatMap(\.decision.trace.faults).filter { seen.insert($0).inserted }
        if steps.count >= CallWalk.mostDecisions { faults.append(.loop) }
        switch steps.last?.decision.plan.instructions.last {
        case .hangUp, nil: if rings.isEmpty, !endsAtModes { faults.append(.deadEnd) }
        case .say, .ring, .menu, .collect, .escalate, .takeCallback, .setMode: break
        }
        return faults
    }

    private var endsAtModes: Bool {
        steps.last?.decision.plan.instructions.contains { if case .setMode = $0 { true } else { false } } ?? false
    }
}

extension Trace.Entry {
    /// Who was looked for here and is not there.
    fileprivate var faults: [Fault] {
        switch (place, finding) {
        case (.step(let policy, let step), .nobodyInStep): [.emptyStep(policy: policy, step: step)]
        case (.escalation(let policy), .nobodyInAnyStep): [.emptyEscalation(policy)]
        case (.flow(let name), .nobodyInRing), (.queue(let name), .nobodyInRing): [.emptyRing(name)]
        case (_, .safeRing(.nobodyAccepted, _)), (_, .safeCallback(.nobodyAccepted)): []
        case (_, .safeRing), (_, .safeCallback): [.safePlan]
        default: []
        }
    }
}
