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
    package static var tasks: any TaskExecutor { shared.executor }

    /// Starts a task that lives on the actor and stays on its thread. Whoever starts it owns it.
    @discardableResult
    package static func start<Value: Sendable>(
        _ work: @escaping @Signalling @Sendable () async -> Value
    ) -> Task<Value, Never> {
        Task(executorPreference: tasks, operation: work)
    }
}
