/// An instant of wall-clock time: microseconds since 1970-01-01 00:00:00 UTC, leap seconds not counted.
///
/// It is what records, obligations and routing decisions carry. Waiting is done on a monotonic clock, never with this.
package struct Timestamp: Hashable, Comparable, Sendable, Codable {
    /// Microseconds since the Unix epoch; negative before 1970.
    package var microseconds: Int64

    /// An instant `microseconds` after the Unix epoch.
    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// An instant `seconds` after the Unix epoch.
    package init(seconds: Int64) { self.microseconds = seconds &* 1_000_000 }

    /// Whole seconds since the Unix epoch, rounded down.
    package var seconds: Int64 { microseconds >= 0 ? microseconds / 1_000_000 : (microseconds + 1) / 1_000_000 - 1 }

    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
    // Without these, each of them is a call by way of the protocol.
    package static func > (left: Self, right: Self) -> Bool { left.microseconds > right.microseconds }
    package static func <= (left: Self, right: Self) -> Bool { left.microseconds <= right.microseconds }
    package static func >= (left: Self, right: Self) -> Bool { left.microseconds >= right.microseconds }

    /// The instant `duration` later, to the microsecond.
    package static func + (left: Self, duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        return Self(microseconds: left.microseconds &+ seconds &* 1_000_000 &+ attoseconds / 1_000_000_000_000)
    }

    /// The time from `right` to `left`.
    package static func - (left: Self, right: Self) -> Duration {
        .microseconds(left.microseconds &- right.microseconds)
    }

    package init(from decoder: any Decoder) throws {
        microseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds)
    }
}

/// Where "now" comes from: the system's clock in the daemon, a value in a test.
package struct WallClock: Sendable {
    /// The present instant.
    package var now: @Sendable () -> Timestamp

    /// A clock that asks `now`.
    package init(now: @escaping @Sendable () -> Timestamp) { self.now = now }
}
