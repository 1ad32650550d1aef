import Synchronization

/// The one thread on which every call, dialog and transaction lives, as a global actor.
///
/// All signalling state is isolated to `Signalling`, so it needs no locks and is checked at compile time. The daemon
/// installs the executor of its event loop before anything runs on the actor; code that never installs one (the tests
/// of the pure targets) gets a thread of its own.
///
/// - Isolation: itself.
@globalActor
package actor Signalling {
    /// The one instance.
    package static let shared = Signalling()

    nonisolated let executor: any SerialExecutor

    /// The executor of the signalling thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private static let installed = Mutex<(any SerialExecutor)?>(nil)

    private init() {
        executor = Self.installed.withLock { $0 } ?? SignallingThread()
    }

    /// Makes `executor` the one that signalling runs on.
    ///
    /// Call it once, before the first use of the actor; a later call has no effect, because an actor cannot move.
    ///
    /// - Returns: whether signalling now runs on `executor`.
    @discardableResult
    package static func install(_ executor: any SerialExecutor) -> Installation {
        let first = installed.withLock { current in
            if current == nil { current = executor }
            return current
        }
        return first === executor && shared.executor === executor ? .installed : .alreadyRunningElsewhere
    }

    /// What ``install(_:)`` found.
    package enum Installation: Sendable {
        /// Signalling runs on the executor that was given.
        case installed
        /// An earlier executor stays.
        case alreadyRunningElsewhere
    }
}

extension Signalling {
    /// Runs `body` on the actor at once, for a caller that is on the signalling thread already but that the compiler
    /// does not know to be: the handlers of the event loop.
    ///
    /// Stops the process when the thread is another one: that is a defect of ours, which no peer can cause.
    package static func assumeIsolated<Result: Sendable>(
        _ body: @Signalling () throws -> Result
    ) rethrows -> Result {
        shared.preconditionIsolated()
        return try withoutActuallyEscaping(body) { escaping in
            // SAFETY: a global-actor function differs from a plain one in its type only; the actor was checked above.
            let plain = unsafeBitCast(escaping, to: (() throws -> Result).self)
            return try plain()
        }
    }

    /// Runs `body` on the actor soon, from any thread; what one thread hands over runs in that order.
    package static func run(_ body: @escaping @Signalling () -> Void) {
        Task { @Signalling in body() }
    }
}
