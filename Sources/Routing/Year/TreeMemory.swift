import CallModel

/// What is known of the trees of one number, so that each is walked once, and not once in each part of a year.
///
/// A tree is known again by the answers to all that its decisions asked about the time: with the same answers to the
/// same questions, each decision in it comes out the same.
struct TreeMemory<Value> {
    private struct Known {
        var questions: [(TimeQuestion, TimeQuestion.Answer)]
        var value: Value
        var causes: Set<TimeCause>
    }

    /// A year of most clinics has a few dozen; what is beyond is walked again.
    private static var mostKnown: Int { 4096 }

    let table: RoutingTable
    let number: PhoneNumber
    let kind: CallerKind
    private let answers: TimeAnswers
    private var known: [Known] = []
    /// What can make the tree that was asked for last another one.
    private(set) var causes: Set<TimeCause> = []

    init(_ table: RoutingTable, number: PhoneNumber, kind: CallerKind = .usual) {
        self.table = table
        self.number = number
        self.kind = kind
        answers = TimeAnswers(table)
    }

    /// What `make` says, or said, of the tree at `at`.
    mutating func value(at: Timestamp, _ make: (CallTree) -> Value) -> Value {
        var asked: [TimeQuestion: TimeQuestion.Answer] = [:]
        func answer(_ question: TimeQuestion) -> TimeQuestion.Answer {
            if let answer = asked[question] { return answer }
            let answer = answers.answer(question, at: at)
            asked[question] = answer
            return answer
        }
        if let index = known.firstIndex(where: { $0.questions.allSatisfy { answer($0.0) == $0.1 } }) {
            let found = known[index]
            causes = found.causes
            // The time goes on from here, and the next tree is likely one of the last ones.
            if index > 0 { known.swapAt(index, index - 1) }
            return found.value
        }
        let tree = CallTree(table, number: number, at: at, kind: kind)
        let questions = Set(tree.branches.flatMap { $0.steps.flatMap(\.decision.trace.timeQuestions) })
        let value = make(tree)
        causes = Set(questions.flatMap { answers.causes(of: $0) })
        if known.count < Self.mostKnown {
            known.append(Known(questions: questions.map { ($0, answer($0)) }, value: value, causes: causes))
        }
        return value
    }
}
