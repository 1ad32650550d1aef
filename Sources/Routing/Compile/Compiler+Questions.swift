import CallModel

extension Compiler {
    /// Questions, their answers and the ways out of them.
    mutating func checkQuestions() {
        for question in clinic.questions {
            let name = question.name.value
            if question.prompts.isEmpty {
                error(question.name.position, "question '\(name)' says nothing", hint: "add 'say:' with a prompt")
            }
            for prompt in question.prompts { checkPrompt(prompt, in: languages) }
            checkAnswers(question)
            if let silence = question.silence {
                check(silence.then)
                refuseRepeat(silence.then, "after silence")
            } else if person == nil {
                error(
                    question.name.position, "question '\(name)' has no way to a person after silence",
                    hint: "add 'silence:' to it, or 'person:' for the whole clinic, such as 'person: escalate urgent'",
                    kind: .noPerson)
            }
            guard let otherwise = question.otherwise else {
                error(
                    question.name.position, "question '\(name)' does not say where other answers lead",
                    hint: "add 'otherwise:', such as 'otherwise: escalate urgent'")
                continue
            }
            check(otherwise)
            refuseRepeat(otherwise, "as an answer")
        }
    }

    private mutating func checkAnswers(_ question: ClinicQuestion) {
        var seen: Set<String> = []
        for answer in question.answers {
            let beginning = answer.beginning.value
            if beginning.utf8.count > question.digits.upperBound {
                error(
                    answer.beginning.position,
                    "nobody can answer '\(beginning)': question '\(question.name.value)' takes \(question.digits.upperBound) digits"
                )
            }
            if !seen.insert(beginning).inserted {
                error(answer.beginning.position, "answer '\(beginning)' is here a second time")
            }
            check(answer.action)
            refuseRepeat(answer.action, "as an answer")
        }
    }

    private mutating func refuseRepeat(_ action: Placed<ClinicAction>, _ place: String) {
        guard action.value == .repeatMenu else { return }
        error(
            action.position, "'repeat' \(place) would ask for ever",
            hint: "write 'repeat once then …' under 'silence', or where the answer leads", kind: .loop)
    }

    func entry(for question: ClinicQuestion) -> QuestionEntry {
        let person = person ?? question.silence?.then.value ?? .hangUp  // one that needs one and has none was refused
        return QuestionEntry(question, spoken(question.prompts.map(\.value)), person: person)
    }
}
