import Dispatch

/// The executor of signalling where no event loop was installed: a serial queue.
final class SignallingThread: SerialExecutor, TaskExecutor {
    private let queue = DispatchQueue(label: "nightbell.signalling")
    private static let key = DispatchSpecificKey<Bool>()

    init() {
        queue.setSpecific(key: Self.key, value: true)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async {
            unowned.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
        }
    }

    func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
