/// What kind of thing is wrong with a configuration. The names are for programs, and stay as they are.
package enum FindingClass: String, Hashable, Sendable, Codable, CaseIterable {
    /// Something that is not understood, is missing, or names what is not there.
    case configuration
    /// Calls would go round in circles.
    case loop
    /// A way ends, by itself, before a person was rung.
    case deadEnd = "dead-end"
    /// A menu or a question has no way to a person.
    case noPerson = "no-person"
    /// An urgent option ends in a callback or a mailbox, or with nothing, and rings nobody.
    case urgentWithoutPerson = "urgent-without-person"
    /// A prompt is not there in a language in which somebody may hear it.
    case missingPrompt = "missing-prompt"
    /// A menu has more options than callers remember.
    case tooManyOptions = "too-many-options"
    /// Somebody would be rung at one of the clinic's own numbers.
    case ownNumber = "own-number"
    /// A step rings only phones that the step before it has just rung.
    case samePhone = "same-phone"
    /// Nobody is on call for a time.
    case coverageGap = "coverage-gap"
    /// Two shifts or two overrides of different people are at one and the same time.
    case coverageOverlap = "coverage-overlap"
    /// People change in an hour that a clock change skips or repeats.
    case handOffInClockChange = "hand-off-in-clock-change"
    /// Nothing leads there.
    case unreachable
    /// Nobody needs it.
    case unused
    /// One of the clinic's own tests is not met.
    case expectation
    /// Prompts cannot be spoken or played.
    case sound
}
