/// Counts what a call does, so that no configuration and no engine can keep it going in circles.
///
/// A plan that makes no sense, and the end of a budget, are answered with the safe plan; when that has been asked for
/// often enough, the call ends as a fault of ours.
struct LoopGuard: Sendable {
    /// What may be done next.
    enum Verdict: Hashable, Sendable {
        case go
        /// The budget is spent: only the safe plan is left.
        case rescue
        /// So is the safe plan.
        case stop
    }

    private let limits: CallLimits
    private var decisions = 0
    private var instructions = 0
    private var rescues = 0

    init(_ limits: CallLimits) { self.limits = limits }

    /// Another decision is wanted.
    mutating func decision() -> Verdict {
        decisions += 1
        return decisions > limits.decisions ? .rescue : .go
    }

    /// Another instruction is to be obeyed.
    mutating func instruction() -> Verdict {
        instructions += 1
        return instructions > limits.instructions ? .rescue : .go
    }

    /// The safe plan is wanted. It gets a budget of its own.
    mutating func rescue() -> Verdict {
        rescues += 1
        guard rescues <= limits.rescues else { return .stop }
        decisions = 0
        instructions = 0
        return .go
    }
}
