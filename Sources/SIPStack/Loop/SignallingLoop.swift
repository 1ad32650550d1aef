import CallModel
import CLinux
import Glibc
import Synchronization

/// The one event loop of the process, on whose thread all signalling runs: it waits for sockets, timers and work.
///
///     work of other threads ─► run it ─► timers that are due ─► wait ─► sockets that are ready ─┐
///                              ▲                                                               │
///                              └───────────────────────────────────────────────────────────────┘
///
/// Touching ``shared`` makes its thread that of ``Signalling``. Touch it first of all, from a function that is not
/// isolated to `Signalling` itself. All daemons of one process share it.
///
/// - Isolation: any thread.
package final class SignallingLoop: Sendable {
    /// The one loop.
    package static let shared = SignallingLoop()

    private struct Inbox {
        var work: [@Sendable () -> Void] = []
        /// The thread waits, or was waiting just now: only a wake-up brings it to look for work.
        var isAsleep = false
    }

    private let inbox = Mutex(Inbox())
    private let epoll = cl_epoll_open()
    private let wake = cl_wake_open()
    private let thread = Atomic<UInt>(0)
    private let watches: LoopWatches
    /// Tells the wake-up from sockets.
    private static let wakeTag = UInt64.max

    private init() {
        watches = LoopWatches(epoll: epoll)
        guard epoll >= 0, wake >= 0, cl_epoll_add_edge(epoll, wake, Self.wakeTag) == 0 else {
            Self.giveUp("the event loop of signalling cannot be made", errno)
        }
        Signalling.run(on: SignallingThread(submit: { self.submit($0) }, isCurrent: { self.isCurrent }))
        var started = pthread_t()
        let result = pthread_create(
            &started, nil,
            { argument in
                if let argument { Unmanaged<SignallingLoop>.fromOpaque(argument).takeUnretainedValue().run() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard result == 0 else {
            Self.giveUp("the thread of signalling cannot be started", result)
        }
    }

    /// At the first touch of the process: without a loop there is nothing to go on with, and nobody else to tell.
    private static func giveUp(_ words: String, _ reason: CInt) -> Never {
        let line = "nightbell: \(words): \(String(cString: strerror(reason)))\n"
        write(STDERR_FILENO, line, line.utf8.count)
        exit(1)
    }

    private var isCurrent: Bool { thread.load(ordering: .relaxed) == pthread_self() }

    private func submit(_ work: @escaping @Sendable () -> Void) {
        let wasAsleep = inbox.withLock { inbox in
            inbox.work.append(work)
            defer { inbox.isAsleep = false }
            return inbox.isAsleep
        }
        // The thread itself looks for work before it waits again.
        if wasAsleep, !isCurrent { cl_wake(wake) }
    }

    // MARK: Sockets and alarms

    /// Tells `socket` when `descriptor` is ready, from now on until ``forget(_:)``, which must come before it is closed.
    /// Called again, it changes what is waited for.
    ///
    /// - Returns: whether the kernel does so; it has no memory otherwise.
    @Signalling
    @discardableResult
    package func watch(
        _ descriptor: CInt, for readiness: SocketReadiness, _ socket: any WatchedSocket
    ) -> Bool {
        watches.watch(descriptor, for: readiness, socket)
    }

    /// Nothing is told of `descriptor` any more, not even what is known already.
    @Signalling
    package func forget(_ descriptor: CInt) { watches.forget(descriptor) }

    /// Calls `alarm` at a time, instead of the one that it was to be called at.
    @Signalling
    func call(_ alarm: any LoopAlarm, at time: LoopTime) { watches.call(alarm, at: time) }

    // MARK: The thread

    private func run() {
        thread.store(pthread_self(), ordering: .relaxed)
        cl_prepare_thread("signalling")
        Signalling.assumeIsolated { serve() }
    }

    // One function for all turns: to come onto the actor for each thing costs a closure in memory of its own.
    @Signalling
    private func serve() {
        let capacity = 64
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: capacity)
        var work: [@Sendable () -> Void] = []
        while true {
            takeWork(&work)
            for piece in work { piece() }
            work.removeAll(keepingCapacity: true)
            Signalling.checkThread()
            let pause = watches.runAlarms()
            let count = Int(cl_epoll_wait_for(epoll, events, CInt(capacity), hasWorkBeforeSleep() ? 0 : pause))
            // Interrupted, or nothing: then it is the time for an alarm, or for work.
            guard count > 0 else { continue }
            for index in 0..<CInt(count) {
                let tag = cl_epoll_tag(events, index)
                guard tag != Self.wakeTag else { continue }
                watches.tell(tag, SocketReadiness(rawValue: UInt8(cl_epoll_readiness(events, index))))
            }
        }
    }

    private func takeWork(_ work: inout [@Sendable () -> Void]) {
        inbox.withLock { inbox in
            inbox.isAsleep = false
            swap(&inbox.work, &work)
        }
    }

    /// Whether there is work, which forbids to wait; from now on whoever brings some wakes the thread.
    private func hasWorkBeforeSleep() -> Bool {
        inbox.withLock { inbox in
            inbox.isAsleep = inbox.work.isEmpty
            return !inbox.work.isEmpty
        }
    }
}
