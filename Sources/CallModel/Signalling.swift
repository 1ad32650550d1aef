/// The one thread on which every call, dialog and transaction lives, as a global actor.
///
/// All signalling state is isolated to `Signalling`, so it needs no locks and is checked at compile time. The daemon
/// makes the thread of its event loop the one; where nobody does (the tests of the pure targets) it is a queue.
///
/// - Isolation: itself.
@globalActor
package actor Signalling {
    /// The one instance.
    package static let shared = Signalling()

    nonisolated let executor = SignallingExecutor()

    /// The executor of the signalling thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init() {}

    /// Makes `thread` the one that signalling runs on. Call it early and from outside of the actor.
    package static func run(on thread: SignallingThread) { shared.executor.move(to: thread) }
}

extension Signalling {
    /// Runs `body` on the actor at once, for a caller that is on the signalling thread already but that the compiler
    /// does not know to be: the handlers of the event loop.
    ///
    /// Stops the process when the thread is another one: that is a defect of ours, which no peer can cause.
    @inlinable
    @inline(__always)
    package static func assumeIsolated<Result: Sendable>(
        _ body: @Signalling () throws -> Result
    ) rethrows -> Result {
        checkThread()
        return try withoutActuallyEscaping(body) { escaping in
            // SAFETY: a global-actor function differs from a plain one in its type only; the thread was checked above.
            let plain = unsafeBitCast(escaping, to: (() throws -> Result).self)
            return try plain()
        }
    }

    /// By the thread alone: outside of a task the runtime's own check asks for that too, by a long way round.
    @usableFromInline
    package static func checkThread() { shared.executor.checkIsolated() }

    /// Runs `body` on the actor soon, from any thread; what one thread hands over runs in that order.
    package static func run(_ body: @escaping @Signalling () -> Void) {
        shared.executor.run(body)
    }
}
