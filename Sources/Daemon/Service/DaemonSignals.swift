import Dispatch
import Glibc
import Synchronization

/// What a signal asks of the daemon.
package enum DaemonSignal: Hashable, Sendable {
    /// SIGHUP: read the configuration anew.
    case reload
    /// SIGTERM or SIGINT: drain, then end. A second one ends without waiting.
    case stop
}

/// Turns signals into values. SIGPIPE is ignored: a broken connection is an error of its write.
///
/// The handlers write one byte into a pipe (signal-safety(7)), so it does not matter which thread a signal hits;
/// Dispatch's own signal sources miss signals that hit a thread which is older than they are.
package struct DaemonSignals: Sendable {
    /// The signals, in the order in which they came. One consumer.
    package let signals: AsyncStream<DaemonSignal>

    /// Takes SIGTERM, SIGINT, SIGHUP and SIGPIPE away from their default actions, for the rest of the process's life.
    /// Make one of it.
    package init() { signals = Self.take() }

    /// The end of the pipe that handlers write to; -1 before there is one.
    private static let pipeEnd = Atomic<CInt>(-1)

    private static func take() -> AsyncStream<DaemonSignal> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: DaemonSignal.self, bufferingPolicy: .bufferingOldest(64))
        signal(SIGPIPE, SIG_IGN)
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else {
            // Without a descriptor left the daemon could not have started: the default actions stay.
            continuation.finish()
            return stream
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // A handler must never wait, not even for a full pipe.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        // This thread waits for bytes as long as the process lives.
        DispatchQueue(label: "nightbell.signals").async { [end = ends[0]] in
            var number: UInt8 = 0
            while true {
                let count = read(end, &number, 1)
                if count == 1 {
                    continuation.yield(CInt(number) == SIGHUP ? .reload : .stop)
                } else if count == 0 || errno != EINTR {
                    return
                }
            }
        }
        pipeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        for number in [SIGTERM, SIGINT, SIGHUP] { signal(number, handler) }
        return stream
    }

    private static let handler: @convention(c) (CInt) -> Void = { number in
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(DaemonSignals.pipeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = saved
    }
}
