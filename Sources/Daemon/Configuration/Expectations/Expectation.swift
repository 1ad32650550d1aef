package import CallModel
package import Routing

/// One of the clinic's own tests: a call at a time, and who must be rung.
package struct Expectation: Hashable, Sendable {
    /// When the call comes.
    package var at: Timestamp
    /// The number that is dialled.
    package var number: PhoneNumber
    /// Who calls; `nil` for a withheld number.
    package var from: PhoneNumber?
    /// The mode that the clinic is in, by key; `nil` for none.
    package var mode: String?
    /// What the caller presses.
    package var keys: [DryRunKey]
    /// Who is rung first, or within the time: a person's key or name, a phone's extension or name, or a number.
    package var rings: String
    /// How long after the first ring begins; at once when `nil`. Prompts are not counted.
    package var within: Duration?
    /// Where it stands.
    package var position: SourcePosition
}
