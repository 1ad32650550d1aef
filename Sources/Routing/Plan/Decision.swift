package import CallModel

/// What is known of a call when a decision is asked for.
package struct CallFacts: Hashable, Sendable, Codable {
    /// The clinic's number that was dialled.
    package var dialled: PhoneNumber
    /// The caller; `nil` when withheld.
    package var caller: PhoneNumber?
    /// The language chosen so far; `nil` for the number's own.
    package var language: String?
    /// Where the call stands.
    package var point: DecisionPoint
    /// The reason the caller chose, once a menu named one: `urgent`.
    package var reason: String?
    /// The site that a flow has put the call to; the number's own when `nil`.
    package var site: String?

    /// The facts of a call.
    package init(
        dialled: PhoneNumber, caller: PhoneNumber?, language: String? = nil, point: DecisionPoint = .start,
        reason: String? = nil, site: String? = nil
    ) {
        self.dialled = dialled
        self.caller = caller
        self.language = language
        self.point = point
        self.reason = reason
        self.site = site
    }
}

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
    /// Nobody accepted in this round of this policy.
    case exhausted(policy: String, round: Int)
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

    /// A decision of these parts.
    package init(plan: Plan, trace: Trace, language: String, reason: String?, site: String? = nil) {
        self.plan = plan
        self.trace = trace
        self.language = language
        self.reason = reason
        self.site = site
    }
}
