import CLinux
import CallModel
import Glibc
import Logging
import Security

/// A listening TCP socket.
///
/// - Isolation: the signalling loop.
@Signalling
final class StreamListener: WatchedSocket {
    let kind: TransportKind
    let settings: TLSServerSettings?
    /// What new connections show; replaced when certificates are read again.
    var context: TLSContext?
    /// Where it is bound, with the port that the kernel chose.
    let bound: SocketEndpoint
    private let descriptor: CInt
    private let layer: TransportLayer
    private var lastWarning: LoopTime?

    /// So many connections are taken a turn.
    private static let share = 16
    /// How long it is deaf when the process has no descriptor left: told again and again, the loop would do nothing else.
    private static let rest = Duration.milliseconds(100)

    init(_ listener: TransportListener, context: TLSContext?, layer: TransportLayer) throws(TransportError) {
        kind = listener.kind
        settings = listener.tls
        self.context = context
        self.layer = layer
        (descriptor, bound) = try StreamDescriptor.listening(at: listener.endpoint, listener.kind)
        guard listen() else {
            Glibc.close(descriptor)
            throw .cannotListen(kind, listener.endpoint, errno: ENOMEM)
        }
    }

    private func listen() -> Bool { SignallingLoop.shared.watch(descriptor, for: .reading, self) }

    func isReady(_ readiness: SocketReadiness) {
        for _ in 0..<Self.share {
            let accepted = cl_accept(descriptor)
            switch accepted {
            case 0...: layer.accept(accepted, from: self)
            case -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM: return pause(because: -accepted)
            case -EAGAIN: return
            // One connection that ended before it was taken: the next one may be there.
            default: continue
            }
        }
    }

    private func pause(because reason: CInt) {
        // Once a minute: whoever opens connections decides how often it happens.
        if lastWarning.map({ $0 + .seconds(60) <= .now }) ?? true {
            lastWarning = .now
            layer.logger.warning(
                "no connection can be taken", metadata: ["error": "\(String(cString: strerror(reason)))"])
        }
        SignallingLoop.shared.watch(descriptor, for: [], self)
        layer.timers.after(Self.rest) {
            if self.layer.streams.listeners.contains(where: { $0 === self }) { _ = self.listen() }
        }
    }

    func close() {
        SignallingLoop.shared.forget(descriptor)
        Glibc.close(descriptor)
    }
}
