package import CallModel

/// Something that comes once and that many tasks may wait for. If it brings a value, whoever settles it has that; where
/// nobody does, see ``Settled``.
///
/// - Isolation: signalling.
@Signalling
package final class Settlement {
    private enum Waiter {
        case task(UInt64, UnsafeContinuation<Void, Never>)
        case action(@Signalling () -> Void)
    }

    /// Whether it has come.
    package private(set) var isSettled = false
    // Almost always there is one: a list would be another object.
    private var first: Waiter?
    private var others: [Waiter] = []
    private var next: UInt64 = 0

    /// One that has not come.
    package nonisolated init() {}

    /// How many tasks wait.
    package var waiters: Int {
        (others + (first.map { [$0] } ?? [])).count { if case .task = $0 { true } else { false } }
    }

    /// It has come: all who wait go on, in the order in which they came. A second time is passed over.
    package func settle() {
        guard !isSettled else { return }
        isSettled = true
        guard let first else { return }
        let others = others
        self.first = nil
        self.others = []
        wake(first)
        for waiter in others { wake(waiter) }
    }

    /// Runs `action` when it comes, at once when it has: for what needs no task.
    package func whenSettled(_ action: @escaping @Signalling () -> Void) {
        if isSettled { action() } else { add(.action(action)) }
    }

    /// Waits until it comes, the task is cancelled or the deadline is over. Costs nothing when it has come.
    @inlinable
    @inline(__always)
    package func wait(_ deadline: Deadline? = nil) async {
        if !isSettled { await untilSettled(deadline) }
    }

    /// Waits until it comes or the deadline is over, be the task cancelled or not: for what a call that is over still does.
    package func waitOut(_ deadline: Deadline) async {
        guard !isSettled, !deadline.isOver else { return }
        let ticket = ticket(deadline)
        await withUnsafeContinuation { continuation in
            if isSettled || deadline.isOver { continuation.resume() } else { add(.task(ticket, continuation)) }
        }
        deadline.unwatch()
    }

    @usableFromInline
    package func untilSettled(_ deadline: Deadline?) async {
        if Task.isCancelled || deadline?.isOver == true { return }
        let ticket = ticket(deadline)
        await withTaskCancellationHandler {
            // Asked once more: a task that does not prefer this thread is away from it on its way to here.
            await withUnsafeContinuation { continuation in
                if isSettled || Task.isCancelled || deadline?.isOver == true {
                    continuation.resume()
                } else {
                    add(.task(ticket, continuation))
                }
            }
        } onCancel: {
            // Behind this step of the task, which by then waits.
            Signalling.run { self.leave(ticket) }
        }
        deadline?.unwatch()
    }

    private func ticket(_ deadline: Deadline?) -> UInt64 {
        next += 1
        deadline?.watch(self, next)
        return next
    }

    private func add(_ waiter: Waiter) {
        if first == nil { first = waiter } else { others.append(waiter) }
    }

    private func wake(_ waiter: Waiter) {
        switch waiter {
        case .task(_, let continuation): continuation.resume()
        case .action(let action): action()
        }
    }
}

extension Settlement: WaitingPlace {
    package func leave(_ ticket: UInt64) {
        if case .task(ticket, let continuation) = first {
            first = others.isEmpty ? nil : others.removeFirst()
            return continuation.resume()
        }
        for (index, waiter) in others.enumerated() {
            guard case .task(ticket, let continuation) = waiter else { continue }
            others.remove(at: index)
            return continuation.resume()
        }
    }
}
