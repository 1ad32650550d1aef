import CallModel
package import NIOCore
import NIOPosix

/// The one event loop of the process, on whose thread all signalling runs.
///
/// Touching ``shared`` makes its thread that of ``Signalling``. Touch it first of all, from a function that is not
/// isolated to `Signalling` itself. All daemons of one process share it.
///
/// - Isolation: any thread.
package final class SignallingLoop: Sendable {
    /// The one loop.
    package static let shared = SignallingLoop()

    /// The loop, for sockets and timers.
    package let eventLoop: any EventLoop

    private let group: MultiThreadedEventLoopGroup

    private init() {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        eventLoop = loop
        Signalling.run(on: SignallingThread(submit: { loop.execute($0) }, isCurrent: { loop.inEventLoop }))
    }
}
