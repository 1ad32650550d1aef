/// What came of looking at one place of the configuration.
package enum TraceFinding: Hashable, Sendable, Codable {
    /// The clock shows this.
    case clock(LocalInstant)
    /// The clock of the site that people call so shows this.
    case siteClock(LocalInstant, String)
    /// The number is not one of the clinic's, and the call ends.
    case notOurs
    /// The number is answered by this flow, in this language.
    case answers(flow: String, language: String)
    /// The rule does not hold, because of this.
    case ruleFails(ClinicCondition.Kind)
    /// So many rules more do not hold.
    case moreRulesFail(Int)
    /// The rule holds: how it marks the call, and what it does. Made once, and large: what is kept apart makes all
    /// others small.
    indirect case ruleHolds(RuleMarks, ClinicAction?)
    /// The hours of this name are open or closed, and why.
    case hours(String, HoursState.Answer, HoursReason)
    /// There are no hours of this name.
    case noHours(String)
    /// Whether it is a day off: which one, or `nil` on an ordinary day.
    case dayOff(HoursReason?)
    /// The place says to do this.
    case does(ClinicAction)
    /// The caller pressed this key of the menu, which stands for a reason or a language and does this.
    indirect case key(Key, reason: String?, language: String?, ClinicAction)
    /// The caller gets this much time to press keys from here on.
    case pace(Pace)
    /// The digits begin as the configuration says, and do this.
    case answer(beginning: String, ClinicAction)
    /// They begin otherwise.
    case otherAnswer(ClinicAction)
    /// They are kept for the call under this name.
    case kept(KeptDigits)
    /// Whom a step asks first; `nil` when nobody is what it prefers.
    case prefers([ClinicPreference], language: String, best: String?)
    /// The menu asks again, for the n-th time of so many.
    case asksAgain(MenuFailure, time: Int, of: Int)
    /// The menu has asked often enough, and does this.
    case gaveUp(MenuFailure, ClinicAction)
    /// Somebody to ring was looked up.
    case target(ClinicTarget, TargetFinding)
    /// A ring of a flow has nobody to ring, and the next step follows.
    case nobodyInRing
    /// A step of an escalation has nobody to ring, and is skipped.
    case nobodyInStep
    /// No step has anybody to ring: the safe plan's phones ring instead.
    case nobodyInAnyStep
    /// Nobody accepted in this round of so many, and the next one follows.
    case nextRound(after: Int, of: Int)
    /// Nobody accepted in the last round, of so many, and this follows.
    case lastRound(Int, of: Int, ClinicAction)
    /// The callback is due when the office closes on the next day on which it opens.
    case nextOfficeDay(LocalInstant)
    /// There is no such day within 400 days, so it is due in one.
    case noOfficeDay
    /// The safe plan rings these, for this reason.
    case safeRing(SafePlanReason, [String])
    /// The safe plan takes a callback as an open case, for this reason.
    case safeCallback(SafePlanReason)
}

/// How a rule marks a call.
package struct RuleMarks: Hashable, Sendable, Codable {
    /// The language that the call goes on in.
    package var language: String?
    /// The reason that it stands for.
    package var reason: String?
    /// The rest.
    package var marks: CallMarks
}

/// How a menu failed to get a key that it has.
package enum MenuFailure: String, Hashable, Sendable, Codable {
    /// No key was pressed.
    case silence
    /// The key is not in the menu.
    case wrongKey
    /// A question got fewer digits than make an answer.
    case tooFewDigits
}

/// Who is behind a name in a `ring:`.
package enum TargetFinding: Hashable, Sendable, Codable {
    /// A device: what a human calls it.
    case device(String)
    /// Somebody, who was asked for by name.
    case person(String, Devices)
    /// Somebody whom a rotation names, and why.
    indirect case onCall(String, OnCallReason, Devices)
    /// The rotation names nobody, and why.
    case nobodyOnCall(OnCallReason)
    /// No second person takes turns.
    case nobodyNext
    /// All who take turns.
    case everyone([String])
    /// A ring group: what people call it. Its members follow.
    case group(String)
    /// There is no phone, person or rotation of this name.
    case missing
    /// The name could not be read.
    case unreadable

    /// Whether somebody has something to ring.
    package enum Devices: String, Hashable, Sendable, Codable { case some, none }
}

/// Why the safe plan was taken.
package enum SafePlanReason: Hashable, Sendable, Codable {
    /// There is no menu, escalation or flow of this name.
    case noMenu(String)
    case noEscalation(String)
    case noFlow(String)
    /// There is no question or queue of this name.
    case noQuestion(String)
    case noQueue(String)
    /// A flow ends with nobody.
    case flowEnds(String)
    /// Flows, or escalations, lead round in circles.
    case flowsInCircles
    case escalationsInCircles
    /// Nobody accepted in this round of the safe plan itself.
    case nobodyAccepted(round: Int)
    /// A repeat outside of a menu.
    case nothingToRepeat
    /// Something that could not be read.
    case unreadable
    /// The call could not go on as planned: its plan made no sense, or the store failed.
    case callFailed
    /// The engine did not answer in time, or failed.
    case engineFailed
    /// More would have to be looked at than may be.
    case tooMuchWork
}
