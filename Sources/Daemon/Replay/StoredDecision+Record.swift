import CallModel
import FoundationEssentials
import Routing
import Security
import Storage

extension StoredDecision {
    /// The decision of a call as the store keeps it; `nil` when it cannot be made into JSON, which does not happen.
    init?(_ call: CallID, position: Int, _ record: DecisionRecord) {
        let trace = record.decision.trace
        guard let facts = try? DecisionCoding.text(record.facts), let traced = try? DecisionCoding.text(trace),
            let plan = try? DecisionCoding.fingerprint(record.decision)
        else { return nil }
        self.init(
            call: call, position: position, at: trace.at, configuration: trace.configuration,
            question: record.question.rawValue, facts: facts, trace: traced, plan: plan)
    }
}

/// Decisions as text.
enum DecisionCoding {
    /// A value as JSON with its members sorted, so that equal values are equal texts.
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A value of a text.
    static func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    /// What a decision's plan, and all that is carried on from it, is known again by: 16 hexadecimal digits of its
    /// SHA-256.
    static func fingerprint(_ decision: Decision) throws -> String {
        var bare = decision
        bare.trace.entries = []
        return String(Hex.encode(Hash.sha256(Array(try text(bare).utf8))).prefix(16))
    }
}
