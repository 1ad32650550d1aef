package import CallModel

/// Somebody takes a rotation's calls for a time, whoever's turn it is. Half-open, and over by itself.
package struct OnCallOverride: Hashable, Sendable, Codable {
    /// The rotation.
    package var rotation: String
    /// Who takes the calls.
    package var person: PersonID
    /// From here on, to but not including the end.
    package var start: Timestamp
    package var end: Timestamp

    /// An override of these parts.
    package init(rotation: String, person: PersonID, start: Timestamp, end: Timestamp) {
        self.rotation = rotation
        self.person = person
        self.start = start
        self.end = end
    }

    func covers(_ instant: Timestamp) -> Bool { start <= instant && instant < end }
}
