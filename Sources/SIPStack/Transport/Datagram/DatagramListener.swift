import CallModel
import Glibc
import Logging

/// One UDP socket, which the loop watches.
///
/// - Isolation: the signalling loop.
@Signalling
final class DatagramListener: WatchedSocket {
    let socket: DatagramSocket
    private let layer: TransportLayer

    var bound: SocketEndpoint { socket.bound }

    private init(_ socket: DatagramSocket, _ layer: TransportLayer) {
        self.socket = socket
        self.layer = layer
    }

    static func open(_ endpoint: SocketEndpoint, for layer: TransportLayer) throws(TransportError) -> DatagramListener {
        let socket = try DatagramSocket.bind(to: endpoint, buffer: layer.limits.datagramBuffer)
        if socket.receiveBuffer < layer.limits.datagramBuffer {
            layer.logger.notice(
                "the kernel grants a smaller UDP buffer; raise net.core.rmem_max",
                metadata: ["bytes": "\(socket.receiveBuffer)", "address": "\(socket.bound)"])
        }
        let listener = DatagramListener(socket, layer)
        guard SignallingLoop.shared.watch(socket.descriptor, for: .reading, listener) else {
            socket.close()
            throw .cannotListen(.udp, endpoint, errno: ENOMEM)
        }
        return listener
    }

    // One batch a turn: what is left is told again, behind the timers and the other sockets.
    func isReady(_ readiness: SocketReadiness) {
        let failure = Datagrams.take(from: socket.descriptor) { bytes, remote in
            layer.datagramArrived(bytes, from: remote, at: socket.bound)
        }
        if let failure { layer.logger.debug("UDP socket", metadata: ["error": "\(failure)"]) }
    }

    func close() {
        SignallingLoop.shared.forget(socket.descriptor)
        socket.close()
    }
}
