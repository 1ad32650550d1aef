import CLinux
package import CallModel
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

/// The room into which datagrams are taken, one for all sockets: they are read one after another.
///
/// - Isolation: the signalling loop.
@Signalling
package enum Datagrams {
    private static let capacity: CInt = 16
    /// One slot holds the largest datagram there is, so that none is cut short unseen.
    private static let room = cl_datagrams_make(capacity, 65_536)

    /// Takes what waits in a socket, 16 datagrams at the most, and hands over each with its sender. The bytes are there
    /// until `each` returns, which must not take datagrams itself.
    ///
    /// - Returns: why nothing could be taken, in words; `nil` when something was, or nothing waits.
    package static func take(
        from descriptor: CInt, _ each: (UnsafeRawBufferPointer, SocketEndpoint) -> Void
    ) -> String? {
        guard let room else { return "there is no memory to read datagrams into" }
        let taken = cl_datagrams_take(room, descriptor)
        guard taken > 0 else { return taken == 0 || taken == -EAGAIN ? nil : String(cString: strerror(-taken)) }
        for index in 0..<taken {
            var count = 0
            guard let bytes = cl_datagrams_bytes(room, index, &count), let sender = cl_datagrams_sender(room, index),
                let remote = SocketEndpoint(sender)
            else { continue }
            each(UnsafeRawBufferPointer(start: bytes, count: count), remote)
        }
        return nil
    }
}
