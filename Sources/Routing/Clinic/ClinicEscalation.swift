/// An escalation policy: who is rung, in which steps, until somebody accepts.
package struct ClinicEscalation: Sendable {
    /// The key: `urgent`.
    package var name: Placed<String>
    /// The steps.
    package var steps: [ClinicEscalationStep]
    /// How often all steps are gone through.
    package var rounds: Int = 1
    /// What happens when nobody accepted; a callback, as an open case, when `nil`.
    package var then: Placed<ClinicAction>?
    /// What the caller hears while people are rung; music when `nil`.
    package var callerHears: Placed<String>?
    /// What the caller hears first; the built-in words when `nil`.
    package var opening: Placed<String>?
    /// What is said now and then, and how often.
    package var comfort: ClinicComfort = .builtIn
    /// The key that leaves a number instead; `nil` for none.
    package var leaveNumber: Key? = Key("9")
    /// What a responder hears; the built-in words when `nil`.
    package var whisper: Placed<String>?
    /// How long an answered device may take to press the key.
    package var acceptTime: Duration = .seconds(15)
    /// By when a human must have acted on a case that stays open.
    package var due: Duration = .seconds(1800)

    /// A policy of these steps, all else as it is by default.
    package init(name: Placed<String>, steps: [ClinicEscalationStep]) {
        self.name = name
        self.steps = steps
    }
}

/// What a waiting caller is told now and then.
package enum ClinicComfort: Hashable, Sendable {
    /// The built-in words, every 20 seconds.
    case builtIn
    /// A prompt, or the built-in words when `nil`, this often.
    case say(Placed<String>?, every: Duration)
    /// Nothing.
    case none
}

/// One step of a policy.
package struct ClinicEscalationStep: Hashable, Sendable {
    /// Who is rung.
    package var targets: [Placed<ClinicTarget>]
    /// One after another, or together.
    package var order: RingOrder
    /// How long each rings, or all together.
    package var ringTime: Duration
    /// How long before the end of the step before it begins.
    package var startsEarly: Duration
    /// The key that accepts.
    package var acceptKey: Key?
    /// How long after the one before it each begins, when they ring in order; the ring time when `nil`.
    package var apart: Placed<Duration>?
    /// Whom it rings first of those it rings in order; what is named first counts most.
    package var preferences: [Placed<ClinicPreference>] = []
    /// Where it stands.
    package var position: SourcePosition

    /// A step of these parts.
    package init(
        targets: [Placed<ClinicTarget>], order: RingOrder = .inOrder, ringTime: Duration,
        startsEarly: Duration = .zero, acceptKey: Key? = Key("1"), position: SourcePosition
    ) {
        self.targets = targets
        self.order = order
        self.ringTime = ringTime
        self.startsEarly = startsEarly
        self.acceptKey = acceptKey
        self.position = position
    }
}
