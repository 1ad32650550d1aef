/// Where a call stands when it asks for a decision.
package enum DecisionPoint: Hashable, Sendable, Codable {
    /// It has just arrived.
    case start
    /// The caller pressed this key in this menu.
    case key(menu: String, Key)
    /// The caller pressed nothing, for the n-th time in this menu, from 1.
    case silence(menu: String, times: Int)
    /// The caller pressed a key that the menu does not have, for the n-th time, from 1.
    case wrongKey(menu: String, times: Int)
    /// The caller entered these digits, perhaps too few or none; the question has been asked so often without getting
    /// an answer, this time included when there are too few.
    case answered(question: String, digits: String, unanswered: Int)
    /// Nobody accepted in this round of this policy.
    case exhausted(policy: String, round: Int)
    /// The caller was asked for the PIN, from this menu or from none, and pressed 0 instead.
    case askedForPerson(menu: String?)
}

extension DecisionPoint {
    /// The point as logs and watchers may see it: digits that a caller entered are nobody's business there.
    package var withoutDigits: DecisionPoint {
        guard case .answered(let question, let digits, let unanswered) = self else { return self }
        let hidden = String(repeating: "*", count: digits.utf8.count)
        return .answered(question: question, digits: hidden, unanswered: unanswered)
    }
}

/// The engine's answer.
package struct Decision: Hashable, Sendable, Codable {
    /// What the call does next.
    package var plan: Plan
    /// Why.
    package var trace: Trace
    /// The language the call goes on in.
    package var language: String
    /// The reason that was chosen, carried to the next decision.
    package var reason: String?
    /// The site whose call it is, carried to the next decision; `nil` for the clinic itself.
    package var site: String?
    /// What else was found out, carried likewise.
    package var marks: CallMarks

    /// A decision of these parts.
    @inline(__always) package init(
        plan: Plan, trace: Trace, language: String, reason: String?, site: String? = nil, marks: CallMarks = CallMarks()
    ) {
        self.plan = plan
        self.trace = trace
        self.language = language
        self.reason = reason
        self.site = site
        self.marks = marks
    }
}
