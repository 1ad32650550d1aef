package import CallModel

/// Every change of the answer to one and the same call over an interval.
package struct YearList: Hashable, Sendable {
    /// One stretch of time in which the answer is the same.
    package struct Span: Hashable, Sendable {
        /// From here on, to but not including the end.
        package var from: Timestamp
        package var to: Timestamp
        /// What the caller gets at each menu on the way, in words; neighbours differ.
        package var answer: String
    }

    /// All of the interval, span by span.
    package private(set) var spans: [Span] = []

    /// What a caller of `number` who presses `keys`, and nothing after them, gets from `start` to `end`.
    package init(
        _ table: RoutingTable, number: PhoneNumber, caller: PhoneNumber? = nil, keys: [DryRunKey],
        from start: Timestamp, to end: Timestamp
    ) {
        var last: [CallAnswer] = []
        for at in table.boundaries(from: start, to: end) {
            let answers = Self.answers(table, CallFacts(dialled: number, caller: caller), keys, at)
            if let index = spans.indices.last, last == answers {
                spans[index].to = end
                continue
            }
            if let index = spans.indices.last { spans[index].to = at }
            last = answers
            spans.append(Span(from: at, to: end, answer: answers.map(\.words).joined(separator: ", ")))
        }
    }

    private static func answers(_ table: RoutingTable, _ facts: CallFacts, _ keys: [DryRunKey], _ at: Timestamp)
        -> [CallAnswer]
    {
        var walk = CallWalk(table: table, facts: facts, at: at)
        var left = keys[...]
        var answers: [CallAnswer] = []
        while true {
            var steps: [DryRun.Step] = []
            walk.rings = []
            let stop = walk.run { steps.append($0) }
            answers.append(
                CallAnswer(
                    CallBranch(path: [], steps: steps, rings: walk.rings, stop: .init(stop), waited: walk.waited)))
            switch stop {
            case .menu(let menu): walk.answer(menu, with: left.popFirst() ?? .silence)
            case .question(let question): walk.answer(question, with: DryRun.digits(for: question, from: &left))
            case .modes(let plan):
                guard case .key(let key)? = left.popFirst(), key == Key("0") else { return answers }
                walk.leave(plan)
            case .ended, .endless: return answers
            }
        }
    }
}
