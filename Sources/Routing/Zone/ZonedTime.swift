package import CallModel

/// An instant as a clock in a zone shows it.
package struct ZonedTime: Hashable, Sendable, CustomStringConvertible {
    /// The clock on the wall.
    package let civil: CivilTime
    /// Seconds that the clock is ahead of UTC; negative in America.
    package let offset: Int
    /// Whether daylight saving time is in force.
    package let season: Season
    /// The abbreviation people use: `MST`, `EDT`, `+0545`.
    package let abbreviation: String

    /// Whether the clock is on its standard or its summer time.
    package enum Season: String, Hashable, Sendable { case standard, daylight }

    /// `Fri 2026-12-25 03:00 MST`.
    package var description: String { "\(civil.date.weekday.title) \(civil) \(abbreviation)" }
}

/// The instants at which a clock on the wall shows a time.
package enum LocalResolution: Hashable, Sendable {
    /// Just once, on all days but two a year.
    case once(Timestamp)
    /// Never: the clock was put forward over it. The first instant after the gap.
    case gap(after: Timestamp)
    /// Twice: the clock was put back. The first and the second pass.
    case twice(first: Timestamp, second: Timestamp)

    /// The instant that a schedule means: the only one, the first instant after a gap, or the first pass.
    package var instant: Timestamp {
        switch self {
        case .once(let instant): instant
        case .gap(let after): after
        case .twice(let first, _): first
        }
    }
}
