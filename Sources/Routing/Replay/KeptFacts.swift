extension RoutingTable {
    /// The facts as they are kept with a call, so that the decision comes out the same when it is made again: digits
    /// that a caller entered are not kept, unless the question says that they are wanted for the rest of the call.
    ///
    /// In their place stand others that mean the same to the question: of `85014`, `85000` is kept where an answer
    /// begins with 850, and `00000` where none does.
    package func kept(_ facts: CallFacts) -> CallFacts {
        guard case .answered(let name, let digits, let unanswered) = facts.point else { return facts }
        var kept = facts
        guard let entry = questions[name] else {
            kept.point = facts.point.withoutDigits
            return kept
        }
        if entry.keeps != nil, entry.digits.contains(digits.utf8.count) { return facts }
        kept.point = .answered(question: name, digits: entry.alike(digits), unanswered: unanswered)
        return kept
    }
}

extension QuestionEntry {
    /// Digits that mean the same to the question as `answer`, and say no more of it than that; the answer itself where
    /// there are none.
    fileprivate func alike(_ answer: String) -> String {
        let count = answer.utf8.count
        guard digits.contains(count) else {
            // Too few are all alike, but for the 0 that leads to a person.
            return answer == "0" ? answer : String(repeating: "1", count: count)
        }
        let beginning = named(by: answer)
        return Self.fillings.lazy.map { fill in
            let start = beginning ?? ""
            return start + String(repeating: fill, count: max(0, count - start.utf8.count))
        }.first { named(by: $0) == beginning } ?? answer
    }

    private static var fillings: String { "0123456789" }
}
