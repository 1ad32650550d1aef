import CallModel

/// The time that calls wait by: monotonic, and turned by the signalling loop itself.
///
/// It is a value of two functions and not a `Clock`: a `Clock` sleeps outside the actor, so that every wait would
/// visit the global pool twice and the order of two timers of one instant would be left to chance. The daemon gives the
/// timers of its event loop, a test a clock that it moves by hand.
///
///     CallClock(now: { start.duration(to: .now) }, after: { timers.after($0, $1) })
package struct CallClock: Sendable {
    /// The time since some fixed moment.
    package let now: @Sendable () -> Duration
    /// Runs the action once, on signalling, so long from now; never early. It cannot be taken back, and costs
    /// nothing when nobody waits for it any more.
    package let after: @Signalling @Sendable (Duration, @escaping @Signalling () -> Void) -> Void

    /// A clock of these functions.
    package init(
        now: @escaping @Sendable () -> Duration,
        after: @escaping @Signalling @Sendable (Duration, @escaping @Signalling () -> Void) -> Void
    ) {
        self.now = now
        self.after = after
    }

    /// Waits are cut into slices, because a timer cannot be taken back: a talk that may last 8 h must not leave one
    /// behind that long when it ends after a minute.
    static let slice = Duration.seconds(10)
    /// The last slice is no longer than this: timers that are further away may be late by a third of a second.
    static let exact = Duration.seconds(2)

    /// The next slice of a wait.
    static func slice(of left: Duration) -> Duration { left <= exact ? left : min(left - .seconds(1), slice) }

    /// Waits so long; returns at once when the task is cancelled.
    @Signalling
    package func sleep(for duration: Duration) async {
        await sleep(until: now() + duration)
    }

    /// Waits until ``now`` is `instant`; returns at once when it is past or the task is cancelled.
    @Signalling
    package func sleep(until instant: Duration) async {
        while !Task.isCancelled {
            let left = instant - now()
            guard left > .zero else { return }
            let over = Settlement()
            after(Self.slice(of: left)) { over.settle() }
            await over.wait()
        }
    }
}
