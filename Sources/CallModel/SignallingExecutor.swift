import Dispatch
import Synchronization

/// Runs the jobs of signalling, one after another, on one thread.
///
/// Jobs wait in a list of its own, and the thread is asked once to drain it: a job that is made while others run costs
/// neither a wake-up nor a closure. At most one drain is under way, whatever thread it runs on, so the thread can be
/// changed (``move(to:)``) without two jobs ever running at once.
///
/// It is a task executor too: see ``Signalling/tasks``.
///
/// - Isolation: any thread.
final class SignallingExecutor: SerialExecutor, TaskExecutor {
    private enum Work {
        case job(UnownedJob)
        /// Costs a closure where a task costs a task.
        case body(@Signalling () -> Void)
    }

    private struct State {
        var thread: SignallingThread?
        var work: [Work] = []
        /// The list of the drain before, empty, for the next one: its memory stays.
        var spare: [Work] = []
        var isDraining = false
    }

    private let state = Mutex(State())
    /// After so many rounds the thread does something else first: sockets must not starve behind jobs that make jobs.
    private static let rounds = 16

    func enqueue(_ job: consuming ExecutorJob) { enqueue(.job(UnownedJob(job))) }

    /// Runs `body` behind what waits already.
    func run(_ body: @escaping @Signalling () -> Void) { enqueue(.body(body)) }

    private func enqueue(_ work: Work) {
        let thread = state.withLock { state -> SignallingThread? in
            state.work.append(work)
            if state.isDraining { return nil }
            state.isDraining = true
            return Self.thread(&state)
        }
        thread?.submit { self.drain() }
    }

    /// Makes `thread` the one that signalling runs on, from the next job on.
    ///
    /// The daemon does so before there is any. In a process of many tests there may be jobs already: a drain that is
    /// under way on the old thread ends first, and this waits for it unless it is itself such a job.
    func move(to thread: SignallingThread) {
        let old = state.withLock { state -> SignallingThread? in
            defer { state.thread = thread }
            return state.isDraining ? state.thread : nil
        }
        guard let old, !old.isCurrent() else { return }
        // What is submitted behind a drain runs behind it.
        let over = DispatchSemaphore(value: 0)
        old.submit { over.signal() }
        over.wait()
    }

    func checkIsolated() { precondition(isCurrent, "not on the signalling thread") }

    func isIsolatingCurrentContext() -> Bool? { isCurrent }

    // Within the lock, because a copy of the thread costs more than to ask it.
    private var isCurrent: Bool { state.withLock { $0.thread?.isCurrent() ?? false } }

    private static func thread(_ state: inout State) -> SignallingThread {
        let thread = state.thread ?? .queue()
        state.thread = thread
        return thread
    }

    private func drain() {
        var running: [Work] = []
        state.withLock { swap(&$0.spare, &running) }
        for _ in 0..<Self.rounds {
            let isOver = state.withLock { state in
                swap(&state.work, &running)
                guard running.isEmpty else { return false }
                state.isDraining = false
                swap(&state.spare, &running)
                return true
            }
            if isOver { return }
            for work in running {
                switch work {
                case .job(let job):
                    job.runSynchronously(
                        isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
                case .body(let body):
                    // SAFETY: a global-actor function differs from a plain one in its type only, and this is its thread.
                    unsafeBitCast(body, to: (() -> Void).self)()
                }
            }
            running.removeAll(keepingCapacity: true)
        }
        let thread = state.withLock { state in
            swap(&state.spare, &running)
            return Self.thread(&state)
        }
        thread.submit { self.drain() }
    }
}
