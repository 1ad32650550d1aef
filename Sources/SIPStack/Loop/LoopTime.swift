import CLinux

/// A time of the loop's clock, which stands still while the machine sleeps (CLOCK_MONOTONIC).
///
/// - Isolation: a value.
package struct LoopTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since some moment before the process.
    package var nanoseconds: Int64

    /// This time.
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The time now.
    package static var now: LoopTime { LoopTime(nanoseconds: Int64(truncatingIfNeeded: cl_monotonic())) }

    package static func < (one: LoopTime, other: LoopTime) -> Bool { one.nanoseconds < other.nanoseconds }

    /// The time so much later.
    package static func + (time: LoopTime, pause: Duration) -> LoopTime {
        LoopTime(nanoseconds: time.nanoseconds &+ pause.nanoseconds)
    }

    /// How long after `earlier`, in nanoseconds.
    static func - (later: LoopTime, earlier: LoopTime) -> Int64 { later.nanoseconds &- earlier.nanoseconds }
}

extension Duration {
    /// Whole nanoseconds, rounded toward zero; a hundred years when it is more.
    var nanoseconds: Int64 {
        let (longest, nanoseconds) = (Int128(3_155_760_000_000_000_000), attoseconds / 1_000_000_000)
        return Int64(truncatingIfNeeded: min(max(nanoseconds, -longest), longest))
    }
}
