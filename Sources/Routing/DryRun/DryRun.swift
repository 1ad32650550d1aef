package import CallModel

/// A call that is only thought: the decisions that a live call would get, by the same function, with the keys given.
///
/// It goes on until somebody is rung, a number is taken or the call ends, and then through the rounds in which nobody
/// accepts. Each decision is taken at the instant that was asked for: how long prompts and rings last is not known.
package struct DryRun: Hashable, Sendable, Codable {
    /// One decision, and what was asked.
    package struct Step: Hashable, Sendable, Codable {
        package var point: DecisionPoint
        package var decision: Decision
    }

    /// One ring: how long after the first ring it begins when nobody accepts before, and whose.
    package struct Ring: Hashable, Sendable, Codable {
        /// Since the first ring; prompts are not counted.
        package var after: Duration
        /// Since the call was answered, with the whole patience of each menu on the way; prompts are not counted.
        package var waited: Duration
        package var target: DialTarget
    }

    /// The number that was dialled and the caller.
    package let did: PhoneNumber
    package let from: PhoneNumber?
    /// When, and the same by the clock on the clinic's wall.
    package let at: Timestamp
    package let localTime: String
    /// The decisions, in order.
    package let steps: [Step]
    /// The rings, in order.
    package let rings: [Ring]

    /// Goes through the call.
    ///
    /// - Parameter keys: what the caller presses; after the last one, nothing.
    package init(
        _ table: RoutingTable, did: PhoneNumber, at: Timestamp, from: PhoneNumber? = nil, keys: [DryRunKey] = []
    ) {
        self.did = did
        self.from = from
        self.at = at
        localTime = table.zone(of: did).local(at: at).description
        var walk = CallWalk(table: table, facts: CallFacts(dialled: did, caller: from), at: at)
        var taken: [Step] = []
        var left = keys[...]
        // Keys left over are pressed; a caller without any presses nothing more, and somebody has to answer that.
        asking: while true {
            switch walk.run({ taken.append($0) }) {
            case .menu(let menu): walk.answer(menu, with: left.popFirst() ?? .silence)
            case .question(let question): walk.answer(question, with: Self.digits(for: question, from: &left))
            case .modes(let plan):
                guard case .key(let key)? = left.popFirst(), key == Key("0") else { break asking }
                walk.leave(plan)
            case .ended, .endless: break asking
            }
        }
        steps = taken
        rings = walk.rings
    }

    /// Digits up to the most that fit, to a `#` or to a silence.
    static func digits(for question: CollectPlan, from keys: inout ArraySlice<DryRunKey>) -> String {
        var digits = ""
        while digits.utf8.count < question.most, case .key(let key)? = keys.popFirst(), key != Key("#") {
            digits += key.description
        }
        return digits
    }
}

/// What a caller does at a menu.
package enum DryRunKey: Hashable, Sendable, Codable {
    case key(Key)
    case silence

    /// `5`, `silence`: as a list of them is written.
    package var words: String {
        switch self {
        case .key(let key): key.description
        case .silence: "silence"
        }
    }

    /// Reads `5`, `8,5`, `1,85004` or `silence,5`; `nil` for anything else.
    package static func list(_ text: String) -> [DryRunKey]? {
        var keys: [DryRunKey] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = part.filter { $0 != " " }
            if word == "silence" {
                keys.append(.silence)
            } else {
                // The digits of a question stand together: `85004`.
                let pressed = word.compactMap { Key($0) }
                guard !pressed.isEmpty, pressed.count == word.count, pressed.count <= 16 else { return nil }
                keys += pressed.map { .key($0) }
            }
        }
        return keys
    }
}

extension DialTarget {
    /// Whether people, or the configuration, call it so: a person's key or name, an extension, a number. Lower case.
    package func isCalled(_ name: String) -> Bool {
        if person?.value.lowercased() == name || self.name.lowercased() == name { return true }
        return switch device {
        case .phone(let number): number == name
        case .number(let number, _): number.e164 == name || PhoneNumber(dialled: name) == number
        }
    }
}
