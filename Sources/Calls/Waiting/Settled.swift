package import CallModel

/// A value that comes once and that many tasks may wait for.
///
/// - Isolation: signalling.
@Signalling
package final class Settled<Value: Sendable> {
    /// The value, once it has come.
    package private(set) var value: Value?
    @usableFromInline let settlement = Settlement()

    /// A value that has not come.
    package nonisolated init() {}

    /// Whether it has come.
    package var isSettled: Bool { settlement.isSettled }

    /// How many tasks wait.
    package var waiters: Int { settlement.waiters }

    /// Gives the value to all who wait and to all who will; a second value is passed over.
    package func settle(_ value: Value) {
        guard !isSettled else { return }
        self.value = value
        settlement.settle()
    }

    /// Waits for the value.
    ///
    /// - Returns: `nil` when the task was cancelled or the deadline was over first.
    @inlinable
    @inline(__always)
    package func wait(_ deadline: Deadline? = nil) async -> Value? {
        await settlement.wait(deadline)
        return value
    }
}
