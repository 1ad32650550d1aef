package import CallModel

/// A limit behind a wait: whoever waits takes it along, and stops waiting when it is over.
///
/// It is a timer and neither a task nor a cancellation, so that a call can wait in the task that it has. It can be over
/// early (``expire()``), and a wait that is over forgets it.
///
/// - Isolation: signalling. One task waits with it at a time.
@Signalling
package final class Deadline {
    /// Whether the time is over.
    package private(set) var isOver = false
    private let instant: Duration
    private let clock: CallClock
    private var action: (@Signalling () -> Void)?
    private var isOff = false
    private var waiter: (place: any WaitingPlace, ticket: UInt64)?

    /// A limit that begins now.
    ///
    /// - Parameter expired: called when the time is over, before whoever waits is told.
    init(_ limit: Duration, _ clock: CallClock, expired: (@Signalling () -> Void)? = nil) {
        instant = clock.now() + limit
        self.clock = clock
        action = expired
        arm(limit)
    }

    /// Ends whatever waits with it, now.
    package func expire() {
        guard !isOff, !isOver else { return }
        isOver = true
        let told = action
        action = nil
        told?()
        let waiter = waiter
        self.waiter = nil
        waiter.map { $0.place.leave($0.ticket) }
    }

    /// Nobody waits any more: what would be done is forgotten.
    func end() {
        isOff = true
        action = nil
    }

    /// Notes who waits.
    package func watch(_ place: any WaitingPlace, _ ticket: UInt64) { waiter = (place, ticket) }

    /// They wait no more.
    package func unwatch() { waiter = nil }

    /// In slices, for the reason that ``CallClock/sleep(until:)`` has.
    private func arm(_ left: Duration) {
        guard left > .zero else { return expire() }
        // It is kept until the slice is over, which is soon, and costs less than a weak reference to it.
        clock.after(CallClock.slice(of: left)) {
            guard !self.isOff, !self.isOver else { return }
            self.arm(self.instant - self.clock.now())
        }
    }
}

/// Where tasks wait, each by its ticket.
@Signalling
package protocol WaitingPlace: AnyObject {
    /// Ends the wait with this ticket, without what was waited for.
    func leave(_ ticket: UInt64)
}
