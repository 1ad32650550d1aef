package import CallModel
package import NIOCore
import NIOPosix

/// The one event loop of the process, on whose thread all signalling runs.
///
/// Touching ``shared`` installs its executor as that of ``Signalling``. It must be touched before anything runs on the
/// actor, because an actor cannot move: the daemon does it first of all, and a test does it in a function that is not
/// isolated to `Signalling` itself. All daemons of one process share it.
///
/// - Isolation: any thread.
package final class SignallingLoop: Sendable {
    /// The one loop.
    package static let shared = SignallingLoop()

    /// The loop, for sockets and timers.
    package let eventLoop: any EventLoop
    /// Whether signalling runs on it; transports do not start otherwise.
    package let installation: Signalling.Installation

    private let group: MultiThreadedEventLoopGroup

    private init() {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        eventLoop = group.next()
        installation = Signalling.install(eventLoop.executor)
    }
}
