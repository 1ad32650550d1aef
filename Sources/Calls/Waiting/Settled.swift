package import CallModel

/// A value that comes once and that many tasks may wait for.
///
/// - Isolation: signalling.
@Signalling
package final class Settled<Value: Sendable> {
    /// The value, once it has come.
    package private(set) var value: Value?
    private var waiting: [(ticket: UInt64, continuation: UnsafeContinuation<Value?, Never>)] = []
    private var actions: [@Signalling () -> Void] = []
    private var next: UInt64 = 0

    /// A value that has not come.
    package nonisolated init() {}

    /// How many tasks wait.
    package var waiters: Int { waiting.count }

    /// Gives the value to all who wait, in the order in which they came, and to all who will; a second value is
    /// passed over.
    package func settle(_ value: Value) {
        guard self.value == nil else { return }
        self.value = value
        let (resumed, told) = (waiting, actions)
        waiting = []
        actions = []
        for waiter in resumed { waiter.continuation.resume(returning: value) }
        for action in told { action() }
    }

    /// Runs `action` when the value comes, at once when it has: for what needs no task.
    package func whenSettled(_ action: @escaping @Signalling () -> Void) {
        if value != nil { action() } else { actions.append(action) }
    }

    /// Waits for the value.
    ///
    /// - Returns: `nil` when the task was cancelled or the deadline was over first.
    package func wait(_ deadline: Deadline? = nil) async -> Value? {
        if let value { return value }
        if Task.isCancelled || deadline?.isOver == true { return nil }
        let ticket = next
        next += 1
        deadline?.watch(self, ticket)
        defer { deadline?.unwatch() }
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: nil)
                } else {
                    waiting.append((ticket, continuation))
                }
            }
        } onCancel: {
            Signalling.run { self.leave(ticket) }
        }
    }
}

extension Settled: WaitingPlace {
    package func leave(_ ticket: UInt64) {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: index).continuation.resume(returning: nil)
    }
}
