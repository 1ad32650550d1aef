import CallModel

/// Does `work`, and gives it up when `limit` is over: its task is cancelled then, after `expired` was called.
///
/// The work decides what a cancelled wait returns; a result that came in the same instant as the limit is not lost. The
/// limit is a timer and no second task: a call waits so for each thing that it does.
///
/// - Cancellation: that of the caller reaches the work too.
/// - Isolation: signalling, work and all.
@Signalling
func waiting<Value: Sendable>(
    _ limit: Duration, _ clock: CallClock, expired: @escaping @Signalling () -> Void = {},
    _ work: @escaping @Signalling () async -> Value
) async -> Value {
    // The caller owns the task: it is awaited right here, in every case.
    let task = Task(executorPreference: Signalling.tasks) { @Sendable @Signalling in await work() }
    let deadline = Deadline(clock.now() + limit, clock) {
        expired()
        task.cancel()
    }
    deadline.arm()
    let value = await withTaskCancellationHandler {
        await task.value
    } onCancel: {
        task.cancel()
    }
    deadline.isOff = true
    return value
}

/// A timer that can be taken back: what it would do is forgotten when the wait is over.
@Signalling
private final class Deadline {
    var isOff = false { didSet { if isOff { action = {} } } }
    private let instant: Duration
    private let clock: CallClock
    private var action: @Signalling () -> Void

    init(_ instant: Duration, _ clock: CallClock, _ action: @escaping @Signalling () -> Void) {
        self.instant = instant
        self.clock = clock
        self.action = action
    }

    /// In slices, for the reason that ``CallClock/sleep(until:)`` has.
    func arm() {
        let left = instant - clock.now()
        guard left > .zero else { return fire() }
        clock.after(min(left, CallClock.slice)) { [weak self] in
            guard let self, !self.isOff else { return }
            self.arm()
        }
    }

    private func fire() {
        let told = action
        isOff = true
        told()
    }
}

/// What came of two waits at once; either may be missing when the other ended it.
struct Both<First: Sendable, Second: Sendable>: Sendable {
    var first: First?
    var second: Second?
}

/// Does both until one of them is over, and gives the other up. Both results are kept when both came.
@Signalling
func whicheverFirst<First: Sendable, Second: Sendable>(
    _ first: @escaping @Signalling () async -> First, _ second: @escaping @Signalling () async -> Second
) async -> Both<First, Second> {
    await withTaskGroup(of: Both<First, Second>.self) { group in
        group.addTask { @Sendable @Signalling in Both(first: await first()) }
        group.addTask { @Sendable @Signalling in Both(second: await second()) }
        var result = Both<First, Second>()
        while let part = await group.next() {
            group.cancelAll()
            result.first = result.first ?? part.first
            result.second = result.second ?? part.second
        }
        return result
    }
}

/// Does `work` to its end even when the caller of this is cancelled: what a hung-up call still owes is paid here.
///
/// The task is owned by who waits for it, and only by him; `work` must bring its own deadlines.
@Signalling
func shielded<Value: Sendable>(_ work: @escaping @Signalling () async -> Value) async -> Value {
    await Task(executorPreference: Signalling.tasks) { @Sendable @Signalling in await work() }.value
}
