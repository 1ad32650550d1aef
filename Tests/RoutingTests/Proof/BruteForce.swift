import CallModel
import Routing

/// Looks for callers who do not get to a person without any of the proof's means: one dry run for each thing that a
/// caller may do, judged by its own reading of what the proof promises.
struct BruteForce {
    let table: RoutingTable
    let number: PhoneNumber
    let keys: [DryRunKey]
    let depth: Int

    /// Whether some caller at `instant` does not get to a person as they should.
    func findsFault(at instant: Timestamp) -> Bool { findsFault(at: instant, after: []) }

    private func findsFault(at instant: Timestamp, after pressed: [DryRunKey]) -> Bool {
        let run = DryRun(table, did: number, at: instant, keys: pressed)
        if isFaulty(run) { return true }
        let asked = run.steps.dropFirst().filter { $0.point.isAnswer }.count
        // A call that is over before all keys were pressed asks for no more of them.
        guard pressed.count < depth, asked > pressed.count else { return false }
        return keys.contains { findsFault(at: instant, after: pressed + [$0]) }
    }

    private func isFaulty(_ run: DryRun) -> Bool {
        if run.steps.count >= 64 { return true }
        var person = false
        var chosen = false
        for step in run.steps {
            if case .key(_, let key) = step.point {
                chosen = key != Key("0")
                if step.decision.reason == "urgent" { person = false }
            } else if step.point.isAnswer {
                chosen = false
            }
            for entry in step.decision.trace.entries {
                switch entry.finding {
                case .nobodyInStep, .nobodyInAnyStep, .nobodyInRing: return true
                default: continue
                }
            }
            for instruction in step.decision.plan.instructions {
                switch instruction {
                case .ring(let ring): person = person || ring.targets.contains(where: isPerson)
                case .escalate(let plan):
                    person = person || plan.steps.contains { $0.targets.contains(where: isPerson) }
                case .hangUp: return !person
                case .takeCallback:
                    if !person, !chosen || step.decision.reason == "urgent" { return true }
                default: continue
                }
            }
        }
        return false
    }

    private func isPerson(_ target: DialTarget) -> Bool {
        if case .number = target.device { return true }
        return target.person != nil || target.acceptance == .answering
    }
}

extension DecisionPoint {
    /// Whether it comes from something that the caller did, or did not do, at a menu.
    fileprivate var isAnswer: Bool {
        switch self {
        case .key, .silence, .wrongKey: true
        default: false
        }
    }
}
