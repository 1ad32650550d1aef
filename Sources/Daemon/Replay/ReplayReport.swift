package import CallModel

/// What came of making decisions again.
package struct ReplayReport: Hashable, Sendable, Codable {
    /// A decision that came out otherwise than the first time.
    package struct Difference: Hashable, Sendable, Codable {
        /// The call, and which of its decisions, from 1.
        package var call: CallID
        package var decision: Int
        /// When it was made first, and by which configuration.
        package var at: ReportTime
        package var configuration: ConfigurationVersion
        /// What differs, in words.
        package var what: String
    }

    /// How many decisions were made again.
    package var replayed = 0
    /// Those that differ.
    package var differences: [Difference] = []
    /// How many could not be made again, by reason.
    package var skipped: [String: Int] = [:]

    /// A report of nothing.
    package init() {}
}
