/// A question that is answered with digits: what is said, how many there may be, how long they may take.
package struct CollectPlan: Hashable, Sendable, Codable {
    /// The question's name in the configuration.
    package var question: String
    /// What is said; a key stops it.
    package var prompts: [PromptRef]
    /// How few and how many digits make an answer.
    package var least: Int
    package var most: Int
    /// How long after the prompt the first digit may take, and each further one.
    package var firstDigitTimeout: Duration
    package var nextDigitTimeout: Duration
    /// Whether the caller hears the digits again and confirms them.
    package var readBack: ReadBack

    /// Whether digits are read back.
    package enum ReadBack: String, Hashable, Sendable, Codable { case confirmed, never }

    /// A question of these parts.
    package init(
        question: String, prompts: [PromptRef], least: Int, most: Int, firstDigitTimeout: Duration,
        nextDigitTimeout: Duration, readBack: ReadBack
    ) {
        self.question = question
        self.prompts = prompts
        self.least = least
        self.most = most
        self.firstDigitTimeout = firstDigitTimeout
        self.nextDigitTimeout = nextDigitTimeout
        self.readBack = readBack
    }

    /// Whether these digits answer the question.
    package func isAnswered(by digits: String) -> Bool {
        digits.utf8.count >= least && digits.utf8.count <= most
    }
}

/// How much time callers get to press keys. Who asks for the slow pace gets twice as much for the rest of the call.
package enum Pace: String, Hashable, Sendable, Codable, CaseIterable {
    case ordinary, slow

    /// A time to press a key in, at this pace.
    package func of(_ time: Duration) -> Duration { self == .slow ? time * 2 : time }
}
