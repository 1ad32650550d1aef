/// One thing that a caller does at a menu.
package enum CallMove: Hashable, Sendable, Codable {
    /// Presses a key that the menu has.
    case option(menu: String, Key)
    /// Presses one that it has not.
    case wrongKey(menu: String)
    /// Presses nothing.
    case silence(menu: String)
    /// Answers a question with digits that begin so, or, when `nil`, otherwise than any that it names.
    case answer(question: String, beginning: String?)
    /// Enters nothing at a question, or too few digits.
    case noAnswer(question: String)

    /// The menu or the question that asked.
    package var menu: String {
        switch self {
        case .option(let name, _), .wrongKey(let name), .silence(let name), .answer(let name, _), .noAnswer(let name):
            name
        }
    }

    /// Whether it is a key that the menu has, or an answer.
    package var isOption: Bool {
        switch self {
        case .option, .answer: true
        case .wrongKey, .silence, .noAnswer: false
        }
    }

    /// `option 5`, `wrong key`, `no key`.
    package var words: String {
        switch self {
        case .option(_, let key): "option \(key)"
        case .wrongKey: "wrong key"
        case .silence: "no key"
        case .answer(_, let beginning?): "answer \(beginning)"
        case .answer(_, nil): "another answer"
        case .noAnswer: "no answer"
        }
    }
}

extension [CallMove] {
    /// `option 8, option 5`, `wrong key 3 times`; `on arrival` when the caller did nothing.
    package var words: String {
        guard !isEmpty else { return "on arrival" }
        var parts: [(words: String, times: Int)] = []
        for move in self {
            if let last = parts.indices.last, parts[last].words == move.words {
                parts[last].times += 1
            } else {
                parts.append((move.words, 1))
            }
        }
        return parts.map { $0.times > 1 ? "\($0.words) \($0.times) times" : $0.words }.joined(separator: ", ")
    }
}
