package import CallModel

/// A value that comes once and that many tasks may wait for.
///
/// - Isolation: signalling.
@Signalling
package final class Settled<Value: Sendable>: Settlement {
    /// The value, once it has come.
    package private(set) var value: Value?

    /// A value that has not come.
    package nonisolated override init() {}

    /// Gives the value to all who wait, in the order in which they came, and to all who will; a second value is
    /// passed over.
    package func settle(_ value: Value) {
        guard !isSettled else { return }
        self.value = value
        come()
    }

    /// Waits for the value.
    ///
    /// - Returns: `nil` when the task was cancelled or the deadline was over first.
    package func wait(_ deadline: Deadline? = nil) async -> Value? {
        if !isSettled { await untilSettled(deadline) }
        return value
    }
}

/// What is the same for values of every type: who waits, and what is done when the value comes.
///
/// - Isolation: signalling.
@Signalling
package class Settlement {
    /// Whether it has come.
    package private(set) final var isSettled = false
    private final var waiting: [(ticket: UInt64, continuation: UnsafeContinuation<Void, Never>)] = []
    private final var actions: [@Signalling () -> Void] = []
    private final var next: UInt64 = 0

    nonisolated init() {}

    /// How many tasks wait.
    package final var waiters: Int { waiting.count }

    /// Runs `action` when the value comes, at once when it has: for what needs no task.
    package final func whenSettled(_ action: @escaping @Signalling () -> Void) {
        if isSettled { action() } else { actions.append(action) }
    }

    /// It has come: all who wait go on.
    final func come() {
        isSettled = true
        let (resumed, told) = (waiting, actions)
        waiting = []
        actions = []
        for waiter in resumed { waiter.continuation.resume() }
        for action in told { action() }
    }

    /// Waits until it has come, the task is cancelled or the deadline is over.
    final func untilSettled(_ deadline: Deadline?) async {
        if Task.isCancelled || deadline?.isOver == true { return }
        let ticket = next
        next += 1
        deadline?.watch(self, ticket)
        defer { deadline?.unwatch() }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume()
                } else {
                    waiting.append((ticket, continuation))
                }
            }
        } onCancel: {
            Signalling.run { self.leave(ticket) }
        }
    }
}

extension Settlement: WaitingPlace {
    package final func leave(_ ticket: UInt64) {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: index).continuation.resume()
    }
}
