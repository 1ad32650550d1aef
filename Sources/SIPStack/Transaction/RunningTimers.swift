import CallModel
import SIP

/// The timers of one transaction that run: two at the most, such as one that repeats and one that gives up.
@Signalling
struct RunningTimers {
    private struct Running {
        let timer: TransactionTimer
        let ticket: TimerTicket
    }

    private var first: Running?
    private var second: Running?

    /// Starts a timer of `owner`; one that runs starts anew.
    mutating func start(
        _ timer: TransactionTimer, of owner: any TimerOwner, after delay: Duration, _ timers: SignallingTimers
    ) {
        stop(timer, timers)
        let started = Running(timer: timer, ticket: timers.start(timer.rawValue, of: owner, after: delay))
        if first == nil { first = started } else { second = started }
    }

    /// Stops a timer, or forgets one that has fired.
    mutating func stop(_ timer: TransactionTimer, _ timers: SignallingTimers) {
        if let running = first, running.timer == timer {
            timers.stop(running.ticket)
            first = nil
        } else if let running = second, running.timer == timer {
            timers.stop(running.ticket)
            second = nil
        }
    }

    /// Stops all.
    mutating func stop(_ timers: SignallingTimers) {
        for running in [first, second].compactMap(\.self) { timers.stop(running.ticket) }
        (first, second) = (nil, nil)
    }
}
