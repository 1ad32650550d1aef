/// A ring group: phones, numbers and people under one name.
package struct ClinicGroup: Sendable {
    /// The key: `front-desk`.
    package var name: Placed<String>
    /// What people call it: `Front desk`.
    package var title: String
    /// Who is rung.
    package var targets: [Placed<ClinicTarget>]
    /// How.
    package var order: RingOrder
    /// How long after the one before it each begins, when they ring in order; its ring time when `nil`.
    package var apart: Placed<Duration>?

    /// A group of these parts.
    package init(
        name: Placed<String>, title: String, targets: [Placed<ClinicTarget>], order: RingOrder,
        apart: Placed<Duration>? = nil
    ) {
        self.name = name
        self.title = title
        self.targets = targets
        self.order = order
        self.apart = apart
    }
}

/// A department's queue: who answers it, how long a caller waits at the most, and who then.
///
/// Callers are not put in a line yet: each is offered to everybody in the queue, again and again.
package struct ClinicQueue: Sendable {
    /// The key: `scheduling`.
    package var name: Placed<String>
    /// Who answers it.
    package var targets: [Placed<ClinicTarget>]
    /// How long each ring lasts.
    package var ringTime: Duration
    /// How long a caller waits at the most.
    package var wait: Duration
    /// What the caller hears meanwhile; music when `nil`.
    package var callerHears: Placed<String>?
    /// What happens after the longest wait; the person of the clinic when `nil`.
    package var then: Placed<ClinicAction>?

    /// A queue of these parts.
    package init(
        name: Placed<String>, targets: [Placed<ClinicTarget>], ringTime: Duration, wait: Duration,
        callerHears: Placed<String>? = nil, then: Placed<ClinicAction>? = nil
    ) {
        self.name = name
        self.targets = targets
        self.ringTime = ringTime
        self.wait = wait
        self.callerHears = callerHears
        self.then = then
    }
}

/// Whom a step asks first of those it rings in order.
package enum ClinicPreference: Hashable, Sendable, Codable {
    /// `caller's language`: who speaks what the caller chose.
    case callersLanguage
    /// Who has this skill: `pediatrics`.
    case skill(String)
    /// `the skill asked for`, `the provider asked for`: what a rule found that this caller wants.
    case wantedSkill
    case wantedProvider
}
