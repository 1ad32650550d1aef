import FoundationEssentials
import Routing
import Security
import Storage

/// A decision as it came out the first time.
struct FirstDecision {
    let question: DecisionRecord.Question
    let facts: CallFacts
    let trace: Trace
    private let plan: Plan

    private enum Plan {
        case mark(PlanMark)
        case fingerprint(String)
    }

    /// The decision that is kept so; `nil` when a newer version wrote it.
    init?(_ stored: StoredDecision) {
        switch stored.content {
        case .unreadable: return nil
        case .kept(let kept):
            (question, facts, trace) = (kept.question, kept.facts, kept.trace)
            plan = .mark(kept.plan)
        case .json(let question, let facts, let trace, let plan):
            let decoder = JSONDecoder()
            guard let question = DecisionRecord.Question(rawValue: question),
                let facts = try? decoder.decode(CallFacts.self, from: Data(facts.utf8)),
                let trace = try? decoder.decode(Trace.self, from: Data(trace.utf8))
            else { return nil }
            (self.question, self.facts, self.trace) = (question, facts, trace)
            self.plan = .fingerprint(plan)
        }
    }

    /// Whether `decision` has the same plan, and the same that is carried on from it.
    func hasPlan(of decision: Decision) -> Bool {
        switch plan {
        case .mark(let mark): PlanMark(decision) == mark
        case .fingerprint(let fingerprint): Self.fingerprint(decision) == fingerprint
        }
    }

    /// As versions before marks made it: 16 hexadecimal digits of the SHA-256 of JSON with its members sorted.
    static func fingerprint(_ decision: Decision) -> String? {
        var bare = decision
        bare.trace.entries = []
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(bare) else { return nil }
        return String(Hex.encode(Hash.sha256(Array(json))).prefix(16))
    }
}
