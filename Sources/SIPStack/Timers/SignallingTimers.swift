package import CallModel
package import NIOCore

/// The timers of the signalling loop: one wheel, turned by one scheduled task while anything is armed.
///
/// - Isolation: the signalling loop.
@Signalling
package final class SignallingTimers {
    private let loop: any EventLoop
    private let start = ContinuousClock.now
    private var wheel = TimerWheel<@Signalling () -> Void>()
    private var turning = false

    /// Timers of `loop`, which must be the loop that signalling runs on.
    package init(loop: any EventLoop) { self.loop = loop }

    /// Runs `action` once, `delay` from now, up to 5 ms late. It cannot be taken back: the action looks whether it is
    /// still wanted.
    package func after(_ delay: Duration, _ action: @escaping @Signalling () -> Void) {
        wheel.arm(action, after: delay, now: start.duration(to: .now))
        turn()
    }

    /// How many timers are armed, stale ones included.
    package var armed: Int { wheel.count }

    private func turn() {
        guard !turning, wheel.count > 0 else { return }
        turning = true
        // At the next edge of a tick, or what fires a tick late by nature would be later by where the turn began.
        let now = start.duration(to: .now)
        let edge = wheel.edge(after: now) - now
        loop.scheduleTask(in: TimeAmount(edge)) {
            Signalling.assumeIsolated { self.fire() }
        }
    }

    private func fire() {
        turning = false
        for action in wheel.advance(to: start.duration(to: .now)) { action() }
        turn()
    }
}
