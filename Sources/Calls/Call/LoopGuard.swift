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

    // Not the limits whole: the guard lies in the frame of a task that waits for as long as the call lasts.
    private let mostDecisions: Int
    private let mostInstructions: Int
    private let mostRescues: Int
    private var decisions = 0
    private var instructions = 0
    private var rescues = 0

    init(_ limits: CallLimits) {
        mostDecisions = limits.decisions
        mostInstructions = limits.instructions
        mostRescues = limits.rescues
    }

    /// Another decision is wanted.
    mutating func decision() -> Verdict {
        decisions += 1
        return decisions > mostDecisions ? .rescue : .go
    }

    /// Another instruction is to be obeyed.
    mutating func instruction() -> Verdict {
        instructions += 1
        return instructions > mostInstructions ? .rescue : .go
    }

    /// The safe plan is wanted. It gets a budget of its own.
    mutating func rescue() -> Verdict {
        rescues += 1
        guard rescues <= mostRescues else { return .stop }
        decisions = 0
        instructions = 0
        return .go
    }
}
