import Dispatch

/// The executor of signalling where no event loop was installed: a serial queue.
final class SignallingThread: SerialExecutor {
    private let queue = DispatchQueue(label: "nightbell.signalling")
    private static let key = DispatchSpecificKey<Bool>()

    init() {
        queue.setSpecific(key: Self.key, value: true)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async { unowned.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
