package import CallModel
package import Routing

/// One decision of a call, as it is kept.
package struct StoredDecision: Hashable, Sendable {
    /// How it was written.
    package enum Content: Hashable, Sendable {
        /// As values.
        case kept(KeptDecision)
        /// As JSON: what was asked for, what was known, why the answer came out as it did, and what the plan is known
        /// again by. Versions before traces were kept as values wrote so.
        case json(question: String, facts: String, trace: String, plan: String)
        /// In a way that only a newer version reads.
        case unreadable
    }

    /// The call, and which of its decisions this is, from 0.
    package var call: CallID
    package var position: Int
    /// When it was made, and by which configuration; those of the call where it cannot be read.
    package var at: Timestamp
    package var configuration: ConfigurationVersion
    /// What it was.
    package var content: Content

    /// A decision of these parts.
    package init(
        call: CallID, position: Int, at: Timestamp, configuration: ConfigurationVersion, content: Content
    ) {
        self.call = call
        self.position = position
        self.at = at
        self.configuration = configuration
        self.content = content
    }
}
