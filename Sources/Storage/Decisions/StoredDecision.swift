package import CallModel

/// One decision of a call, as it is kept: the engine's values as JSON, of which the store knows nothing.
package struct StoredDecision: Hashable, Sendable {
    /// The call, and which of its decisions this is, from 0.
    package var call: CallID
    package var position: Int
    /// When it was made, and by which configuration.
    package var at: Timestamp
    package var configuration: ConfigurationVersion
    /// What was asked for: `decision` or `safePlan`.
    package var question: String
    /// What was known, and why the answer came out as it did: JSON.
    package var facts: String
    package var trace: String
    /// What the plan is known again by.
    package var plan: String

    /// A decision of these parts.
    package init(
        call: CallID, position: Int, at: Timestamp, configuration: ConfigurationVersion, question: String,
        facts: String, trace: String, plan: String
    ) {
        self.call = call
        self.position = position
        self.at = at
        self.configuration = configuration
        self.question = question
        self.facts = facts
        self.trace = trace
        self.plan = plan
    }
}
