package import CallModel

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

    private let ticks = TimerTicks(start: .now)
    private var wheel = TimerWheel<Alarm>()
    /// The tick of the next turn that the loop knows of.
    private var nextTurn: Int64?

    /// How many run at a time: at 1,000 calls a second some three thousand share a far tick, and what arrives meanwhile
    /// must not wait for all of them.
    private static let share = 128

    /// No timers yet, on the loop that signalling runs on.
    package init() {}

    /// Tells `owner` once, `delay` from now, up to 5 ms late, or 320 ms where that is more than 4 s away. The owner lives
    /// until then, or until it is taken back.
    package func start(_ number: UInt8, of owner: any TimerOwner, after delay: Duration) -> TimerTicket {
        let tick = ticks.due(after: delay, now: .now)
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
        SignallingLoop.shared.call(self, at: ticks.time(of: tick))
    }
}

extension SignallingTimers: LoopAlarm {
    func isDue() {
        let now = LoopTime.now
        let reached = ticks.reached(at: now)
        // The loop calls once for each time that it was asked to.
        nextTurn = nil
        for _ in 0..<Self.share {
            guard let alarm = wheel.next(upTo: reached) else {
                if let next = wheel.nextTick { turn(at: next) }
                return
            }
            alarm.owner.timerFired(alarm.number)
        }
        SignallingLoop.shared.call(self, at: now)
    }
}
