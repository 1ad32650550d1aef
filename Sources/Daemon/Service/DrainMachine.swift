/// The end of the daemon as a machine: no new calls, wait for the running ones, hang up what is left, finish.
///
/// ```
/// serving ── stop, calls run ──▶ waiting ── limit, or stop again ──▶ hangingUp ── last call over, or grace ──▶ finished
///    └──── stop, no call ──────────┴───────────── last call over ───────────────────────────────────────────────┘
/// ```
package struct DrainMachine: Sendable {
    /// What the driver has to do, in this order.
    package enum Action: Hashable, Sendable {
        /// Refuse new calls with 503 and Retry-After (RFC 3261 §21.5.4).
        case refuseNewCalls
        /// Call ``DrainMachine/limitReached()`` after this time.
        case startLimit(Duration)
        /// Hang up every call, with BYE.
        case hangUpAll
        /// Call ``DrainMachine/graceOver()`` after this time.
        case startGrace(Duration)
        /// End the process; open calls are over or given up.
        case finish
    }

    private enum State {
        case serving
        case waiting
        case hangingUp
        case finished
    }

    private var state = State.serving
    private let limit: Duration
    private let grace: Duration

    /// A machine that waits `limit` for running calls, and `grace` for the BYEs after that.
    package init(limit: Duration, grace: Duration = .seconds(5)) {
        self.limit = limit
        self.grace = grace
    }

    /// Whether new calls are taken.
    package var takesCalls: Bool {
        switch state {
        case .serving: true
        case .waiting, .hangingUp, .finished: false
        }
    }

    /// A signal or `nightbell drain` asked to stop while `calls` run.
    ///
    /// - Parameter limit: how long this drain waits; `nil` for the machine's own limit.
    package mutating func stopRequested(calls: Int, limit: Duration? = nil) -> [Action] {
        switch state {
        case .serving where calls == 0:
            state = .finished
            return [.refuseNewCalls, .finish]
        case .serving:
            state = .waiting
            return [.refuseNewCalls, .startLimit(limit ?? self.limit)]
        case .waiting:
            state = .hangingUp
            return [.hangUpAll, .startGrace(grace)]
        case .hangingUp:
            state = .finished
            return [.finish]
        case .finished:
            return []
        }
    }

    /// A call is over and `remaining` run still.
    package mutating func callEnded(remaining: Int) -> [Action] {
        switch state {
        case .waiting where remaining == 0, .hangingUp where remaining == 0:
            state = .finished
            return [.finish]
        case .serving, .waiting, .hangingUp, .finished:
            return []
        }
    }

    /// The limit is over.
    package mutating func limitReached() -> [Action] {
        switch state {
        case .waiting:
            state = .hangingUp
            return [.hangUpAll, .startGrace(grace)]
        case .serving, .hangingUp, .finished:
            return []
        }
    }

    /// The grace is over: whoever did not answer our BYE is given up.
    package mutating func graceOver() -> [Action] {
        switch state {
        case .hangingUp:
            state = .finished
            return [.finish]
        case .serving, .waiting, .finished:
            return []
        }
    }
}
