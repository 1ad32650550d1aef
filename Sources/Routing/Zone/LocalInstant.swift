package import CallModel

/// An instant with the offset in force there: what a clock on the wall shows can be said from it without a zone's rules.
package struct LocalInstant: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The instant.
    package var at: Timestamp
    /// Seconds that the clock is ahead of UTC.
    package var offset: Int32
    /// The abbreviation people use: `MST`.
    package var abbreviation: String

    /// The instant of these parts.
    package init(at: Timestamp, offset: Int32, abbreviation: String) {
        self.at = at
        self.offset = offset
        self.abbreviation = abbreviation
    }

    /// The clock on the wall.
    package var civil: CivilTime { CivilTime(localSeconds: at.seconds &+ Int64(offset)) }

    /// `Fri 2026-12-25 03:00 MST`.
    package var description: String {
        let civil = civil
        return "\(civil.date.weekday.title) \(civil) \(abbreviation)"
    }
}
