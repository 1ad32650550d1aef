package import CallModel
package import SIPStack

/// A UDP socket of a test, on the signalling loop.
///
/// - Isolation: signalling.
@Signalling
package final class WireSocket {
    /// Its address, with the port that the kernel gave.
    package let endpoint: SocketEndpoint
    /// Called for every datagram that arrives.
    package var onDatagram: (@Signalling ([UInt8], SocketEndpoint) -> Void)?
    /// Loses datagrams, if anything does.
    package var loss: LossRule?
    private let socket: DatagramSocket
    private var isOpen = true

    private init(_ socket: DatagramSocket) {
        self.socket = socket
        endpoint = socket.bound
    }

    /// Binds a free port of `host`.
    ///
    /// - Parameter reads: whether what arrives is read at once; otherwise ``beginReading()`` begins it.
    package static func bind(on host: String, reads: Bool = true) async throws -> WireSocket {
        let wire = WireSocket(
            try DatagramSocket.bind(to: SocketEndpoint(host: host, port: 0), buffer: 1 << 20))
        if reads { wire.beginReading() }
        return wire
    }

    /// Begins to read a socket that was bound without.
    package func beginReading() { SignallingLoop.shared.watch(socket.descriptor, for: .reading, self) }

    /// Sends a datagram, unless it is to be lost.
    package func send(_ bytes: [UInt8], to remote: SocketEndpoint) {
        guard isOpen, loss?.passes() ?? true else { return }
        _ = socket.send(bytes, to: remote)
    }

    /// Closes it; its port refuses what comes then (ICMP).
    package func close() async {
        guard isOpen else { return }
        isOpen = false
        SignallingLoop.shared.forget(socket.descriptor)
        socket.close()
    }
}

extension WireSocket: WatchedSocket {
    // ICMP errors of a closed port: a telephone does not care.
    package func isReady(_ readiness: SocketReadiness) {
        _ = Datagrams.take(from: socket.descriptor) { bytes, remote in
            guard isOpen, loss?.passes() ?? true else { return }
            onDatagram?(Array(bytes), remote)
        }
    }
}

/// Loses the n-th datagram of all sockets that share it, whichever way it goes.
///
/// - Isolation: signalling.
@Signalling
package final class LossRule {
    /// How many datagrams came by.
    package private(set) var count = 0
    private let lost: Set<Int>

    /// Loses the datagrams with these numbers, from 1.
    package nonisolated init(losing lost: Set<Int>) { self.lost = lost }

    func passes() -> Bool {
        count += 1
        return !lost.contains(count)
    }
}
