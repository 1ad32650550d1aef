package import CallModel
package import NIOCore

/// Has timers that are told apart by numbers of its own: no closure is made for each.
///
/// - Isolation: the signalling loop.
@Signalling
package protocol TimerOwner: AnyObject {
    /// A timer of this number is over.
    func timerFired(_ number: UInt8)
}

/// The timers of the signalling loop: one wheel, turned when something in it is due.
///
/// - Isolation: the signalling loop.
@Signalling
package final class SignallingTimers {
    private struct Alarm {
        let owner: any TimerOwner
        let number: UInt8
    }

    private final class Errand: TimerOwner {
        private let action: @Signalling () -> Void

        init(_ action: @escaping @Signalling () -> Void) { self.action = action }

        func timerFired(_ number: UInt8) { action() }
    }

    private let loop: any EventLoop
    private let ticks = TimerTicks(start: .now())
    private var wheel = TimerWheel<Alarm>()
    /// The tick of the next turn that the loop knows of.
    private var nextTurn: Int64?

    /// How many run at a time, and how long the sockets have before the next ones: at 1,000 calls a second some three
    /// thousand share a far tick, and what arrives meanwhile must not wait for all of them.
    private static let share = (count: 128, rest: TimeAmount.microseconds(100))

    /// Timers of `loop`, which must be the loop that signalling runs on.
    package init(loop: any EventLoop) { self.loop = loop }

    /// Tells `owner` once, `delay` from now, up to 5 ms late, or 320 ms where that is more than 4 s away. The owner lives
    /// until then, or until it is taken back.
    package func start(_ number: UInt8, of owner: any TimerOwner, after delay: Duration) -> TimerTicket {
        let tick = ticks.due(after: delay, now: .now())
        let ticket = wheel.arm(Alarm(owner: owner, number: number), at: tick)
        turn(at: tick)
        return ticket
    }

    /// Takes a timer back; one that is over is passed over.
    package func stop(_ ticket: TimerTicket) { wheel.disarm(ticket) }

    /// Runs `action` once, `delay` from now, as late as ``start(_:of:after:)`` does. It cannot be taken back: the action
    /// looks whether it is still wanted.
    package func after(_ delay: Duration, _ action: @escaping @Signalling () -> Void) {
        _ = start(0, of: Errand(action), after: delay)
    }

    /// How many timers are armed.
    package var armed: Int { wheel.count }

    private func turn(at tick: Int64) {
        if let nextTurn, nextTurn <= tick { return }
        nextTurn = tick
        wake(at: ticks.time(of: tick))
    }

    // The loop refuses only while it shuts down, and then nothing is due any more.
    private func wake(at time: NIODeadline) { _ = try? loop.scheduleCallback(at: time, handler: self) }

    private func runShare() {
        let reached = ticks.reached(at: .now())
        if let nextTurn, nextTurn <= reached { self.nextTurn = nil }
        for _ in 0..<Self.share.count {
            guard let alarm = wheel.next(upTo: reached) else {
                if let next = wheel.nextTick { turn(at: next) }
                return
            }
            alarm.owner.timerFired(alarm.number)
        }
        wake(at: .now() + Self.share.rest)
    }
}

extension SignallingTimers: NIOScheduledCallbackHandler {
    package nonisolated func handleScheduledCallback(eventLoop: some EventLoop) {
        Signalling.assumeIsolated { runShare() }
    }
}
