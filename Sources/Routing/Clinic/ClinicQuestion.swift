/// A question that callers answer with digits, and where the answers lead.
package struct ClinicQuestion: Sendable {
    /// The key: `which-office`.
    package var name: Placed<String>
    /// What is said.
    package var prompts: [Placed<String>]
    /// How few and how many digits make an answer, 1…10.
    package var digits: ClosedRange<Int>
    /// How long after the prompt the first digit may take, and each further one.
    package var wait: Duration = .seconds(8)
    package var nextDigit: Duration = .seconds(4)
    /// Whether the digits are read back and confirmed.
    package var readBack: CollectPlan.ReadBack = .confirmed
    /// As what rules find the digits for the rest of the call; forgotten at once when `nil`.
    package var keeps: KeptDigits?
    /// Where answers lead.
    package var answers: [ClinicAnswer] = []
    /// Where every other answer leads.
    package var otherwise: Placed<ClinicAction>?
    /// After no digits, or too few; once again and then the person when `nil`.
    package var silence: ClinicPatience?

    /// A question of these parts, all else as it is by default.
    package init(name: Placed<String>, prompts: [Placed<String>], digits: ClosedRange<Int>) {
        self.name = name
        self.prompts = prompts
        self.digits = digits
    }
}

/// Digits that are kept for the rest of a call. What would tell who a patient is (a date of birth, an insurance
/// number) is not among them, and never will be: nobody here needs it to find the right person.
package enum KeptDigits: String, Hashable, Sendable, Codable, CaseIterable {
    /// Where the caller lives.
    case zip
}

/// Answers that begin with some digits, and what they do. Of several that fit, the longest decides.
package struct ClinicAnswer: Hashable, Sendable {
    /// The first digits, or all of them: `850`.
    package var beginning: Placed<String>
    /// What the answer does.
    package var action: Placed<ClinicAction>

    /// An answer of these parts.
    package init(beginning: Placed<String>, action: Placed<ClinicAction>) {
        self.beginning = beginning
        self.action = action
    }
}
