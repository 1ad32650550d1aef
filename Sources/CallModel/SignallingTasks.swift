extension Signalling {
    /// The signalling thread as a task executor: what a task that lives on the actor should prefer.
    ///
    /// Being isolated to the actor does not keep a task on its thread: in Swift 6.3.1 every resumed continuation and
    /// every finished child task goes through the global pool first (counted with `swift_task_enqueueGlobal_hook`, at
    /// -Onone and -O: one visit for each). That costs two thread switches, and the order of what happens in the same
    /// instant is left to chance. A task that prefers this executor, and its children, make none. Unstructured tasks do
    /// not inherit the preference and must name it.
    ///
    ///     await withTaskExecutorPreference(Signalling.tasks) { … }
    ///
    /// An installed executor that is a `TaskExecutor` too, and runs its jobs with
    /// `runSynchronously(isolatedTo:taskExecutor:)`, is preferred as it is; then an `await` within the actor costs
    /// nothing. Any other one is wrapped, and each such `await` is one more turn of its queue.
    package static let tasks: any TaskExecutor =
        (shared.executor as? any TaskExecutor) ?? WrappedExecutor(executor: shared.executor)
}

/// Hands the jobs of tasks to an executor that knows actors only.
private final class WrappedExecutor: TaskExecutor {
    private let executor: any SerialExecutor

    init(executor: any SerialExecutor) { self.executor = executor }

    func enqueue(_ job: consuming ExecutorJob) { executor.enqueue(job) }
}
