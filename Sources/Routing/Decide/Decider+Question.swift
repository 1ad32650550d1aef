import CallModel

extension Decider {
    /// Asks a question.
    mutating func ask(_ name: String) {
        guard let entry = table.questions[name] else { return enterSafePlan(.noQuestion(name)) }
        instructions.append(
            .collect(
                CollectPlan(
                    question: name, prompts: prompts(entry.prompts), least: entry.digits.lowerBound,
                    most: entry.digits.upperBound, firstDigitTimeout: pace.of(entry.wait),
                    nextDigitTimeout: pace.of(entry.nextDigit), readBack: entry.readBack)))
    }

    /// Goes where an answer leads. The trace has the beginning that the configuration names, never the digits.
    mutating func answer(_ name: String, _ digits: String, _ unanswered: Int) {
        guard let entry = table.questions[name] else { return enterSafePlan(.noQuestion(name)) }
        let place = TracePlace.question(name)
        guard entry.digits.contains(digits.utf8.count) else {
            if digits == "0" {
                note(place, .key(.zero, reason: nil, language: nil, entry.person))
                return perform(entry.person, in: nil)
            }
            let failure: MenuFailure = digits.isEmpty ? .silence : .tooFewDigits
            if unanswered <= entry.silence.repeats {
                note(place, .asksAgain(failure, time: unanswered, of: entry.silence.repeats))
                instructions.append(.say([prompt(BuiltInPrompt.notUnderstood.rawValue)], bargeIn: .allowed))
                return ask(name)
            }
            note(place, .gaveUp(failure, entry.silence.then))
            return perform(entry.silence.then, in: nil)
        }
        switch entry.keeps {
        case .zip:
            marks.zip = digits
            note(place, .kept(.zip))
        case nil: break
        }
        if let beginning = entry.named(by: digits), let action = entry.answers[beginning] {
            note(place, .answer(beginning: beginning, action))
            return perform(action, in: nil)
        }
        note(place, .otherAnswer(entry.otherwise))
        perform(entry.otherwise, in: nil)
    }
}

extension QuestionEntry {
    /// The longest beginning of `digits` that the configuration names.
    func named(by digits: String) -> String? {
        lengths.lazy.map { String(digits.prefix($0)) }.first { answers[$0] != nil }
    }
}
