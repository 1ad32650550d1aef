import CallModel

/// Does `work` in the task of its caller, with a deadline that its waits take along.
///
/// The work decides what a wait that ended without its value means; one that came in the same instant as the limit is
/// not lost.
///
/// - Isolation: signalling, work and all.
@Signalling
func waiting<Value: Sendable>(
    _ limit: Duration, _ clock: CallClock, expired: (@Signalling () -> Void)? = nil,
    _ work: @Signalling (Deadline) async -> Value
) async -> Value {
    let deadline = Deadline(limit, clock, expired: expired)
    defer { deadline.end() }
    return await work(deadline)
}

/// Does `work` in a task of its own, and cancels that when `limit` is over: for work of others, which knows no deadline.
///
/// - Cancellation: that of the caller reaches the work too.
@Signalling
func cancelling<Value: Sendable>(
    after limit: Duration, _ clock: CallClock, _ work: @escaping @Signalling () async -> Value
) async -> Value {
    // The caller owns the task: it is awaited right here, in every case.
    let task = Task(executorPreference: Signalling.tasks) { @Sendable @Signalling in await work() }
    let deadline = Deadline(limit, clock) { task.cancel() }
    defer { deadline.end() }
    return await withTaskCancellationHandler {
        await task.value
    } onCancel: {
        task.cancel()
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
