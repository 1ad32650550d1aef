package import CallModel
package import NIOCore

/// The timers of the signalling loop: one wheel, turned when something in it is due.
///
/// - Isolation: the signalling loop.
@Signalling
package final class SignallingTimers {
    private let loop: any EventLoop
    private let start = ContinuousClock.now
    private var wheel = TimerWheel<@Signalling () -> Void>()
    /// The tick of the next turn that the loop knows of.
    private var nextTurn: UInt64?
    /// What is due and has not had its turn.
    private var due: ArraySlice<@Signalling () -> Void> = []

    /// How many run at a time, and how long the sockets have before the next ones: at 1,000 calls a second some three
    /// thousand share a far tick, and what arrives meanwhile must not wait for all of them.
    private static let share = (count: 128, rest: TimeAmount.microseconds(100))

    /// Timers of `loop`, which must be the loop that signalling runs on.
    package init(loop: any EventLoop) { self.loop = loop }

    /// Runs `action` once, `delay` from now, up to 5 ms late, or 320 ms where that is more than 4 s away. It cannot be
    /// taken back: the action looks whether it is still wanted.
    package func after(_ delay: Duration, _ action: @escaping @Signalling () -> Void) {
        let now = start.duration(to: .now)
        turn(at: wheel.arm(action, after: delay, now: now), now: now)
    }

    /// How many timers are armed, stale ones included.
    package var armed: Int { wheel.count }

    private func turn(at tick: UInt64, now: Duration) {
        if let nextTurn, nextTurn <= tick { return }
        nextTurn = tick
        loop.scheduleTask(in: TimeAmount(max(.zero, wheel.time(of: tick) - now))) {
            Signalling.assumeIsolated { self.fire(tick) }
        }
    }

    private func fire(_ tick: UInt64) {
        // An earlier turn came between and knows better what is next.
        guard nextTurn == tick else { return }
        nextTurn = nil
        let now = start.duration(to: .now)
        due += wheel.advance(to: now)
        if let next = wheel.nextTick { turn(at: next, now: now) }
        runShare()
    }

    private func runShare() {
        for _ in 0..<Self.share.count {
            guard let action = due.popFirst() else {
                due = []
                return
            }
            action()
        }
        loop.scheduleTask(in: Self.share.rest) {
            Signalling.assumeIsolated { self.runShare() }
        }
    }
}
