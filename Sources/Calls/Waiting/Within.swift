import CallModel

/// Does `work`, and gives it up when `limit` is over: its task is cancelled then, after `expired` was called.
///
/// The work decides what a cancelled wait returns; a result that came in the same instant as the limit is not lost.
///
/// - Cancellation: that of the caller reaches the work too.
/// - Isolation: signalling, work and all.
@Signalling
func waiting<Value: Sendable>(
    _ limit: Duration, _ clock: CallClock, expired: @Signalling () -> Void = {},
    _ work: @escaping @Signalling () async -> Value
) async -> Value {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { @Sendable @Signalling in await work() }
        group.addTask { @Sendable @Signalling in
            await clock.sleep(for: limit)
            return nil
        }
        while true {
            switch await group.next() {
            case .some(.some(let value)):
                group.cancelAll()
                _ = await group.next()
                return value
            case .some(.none):
                if !Task.isCancelled { expired() }
                group.cancelAll()
            case .none:
                // Not reached: the first child always returns a value. Without it there is nothing to return but more
                // of the same.
                return await work()
            }
        }
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
