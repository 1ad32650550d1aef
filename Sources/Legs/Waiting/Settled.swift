import CallModel

/// A value that comes once and that many tasks may wait for.
///
/// - Isolation: signalling.
@Signalling
final class Settled<Value: Sendable> {
    /// The value, once it has come.
    private(set) var value: Value?
    private var waiting: [UInt64: UnsafeContinuation<Value?, Never>] = [:]
    private var next: UInt64 = 0

    nonisolated init() {}

    /// Gives the value to all who wait and will wait; a second value is passed over.
    func settle(_ value: Value) {
        guard self.value == nil else { return }
        self.value = value
        let resumed = waiting
        waiting = [:]
        for continuation in resumed.values { continuation.resume(returning: value) }
    }

    /// Waits for the value.
    ///
    /// - Returns: `nil` when the task was cancelled first.
    func wait() async -> Value? {
        if let value { return value }
        let ticket = next
        next += 1
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                if let value {
                    continuation.resume(returning: value)
                } else if Task.isCancelled {
                    continuation.resume(returning: nil)
                } else {
                    waiting[ticket] = continuation
                }
            }
        } onCancel: {
            Signalling.run { self.waiting.removeValue(forKey: ticket)?.resume(returning: nil) }
        }
    }
}
