package import CallModel
import NIOCore
import NIOPosix
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
    private let channel: any Channel

    private init(_ channel: any Channel, _ endpoint: SocketEndpoint) {
        self.channel = channel
        self.endpoint = endpoint
    }

    /// Binds a free port of `host`.
    ///
    /// - Parameter reads: whether what arrives is read at once; otherwise ``beginReading()`` begins it.
    package static func bind(on host: String, reads: Bool = true) async throws -> WireSocket {
        let handler = Receiver()
        let channel = try await DatagramBootstrap(group: SignallingLoop.shared.eventLoop)
            .channelOption(.autoRead, value: reads)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65_536))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(handler) }
            }
            .bind(host: host, port: 0).get()
        let port = UInt16(channel.localAddress?.port ?? 0)
        let socket = WireSocket(channel, SocketEndpoint(host: host, port: port))
        handler.socket = socket
        return socket
    }

    /// Begins to read a socket that was bound without.
    package func beginReading() {
        channel.setOption(.autoRead, value: true).whenComplete { _ in }
        channel.read()
    }

    /// Sends a datagram, unless it is to be lost.
    package func send(_ bytes: [UInt8], to remote: SocketEndpoint) {
        guard loss?.passes() ?? true else { return }
        guard let address = try? SocketAddress(ipAddress: remote.host, port: Int(remote.port)) else { return }
        channel.writeAndFlush(
            AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: bytes)), promise: nil)
    }

    /// Closes it; its port refuses what comes then (ICMP).
    package func close() async { try? await channel.close().get() }

    private func arrived(_ bytes: [UInt8], from remote: SocketEndpoint) {
        guard loss?.passes() ?? true else { return }
        onDatagram?(bytes, remote)
    }

    // SAFETY: touched on the signalling loop only; the socket is set before the first read is delivered.
    private final class Receiver: ChannelInboundHandler, @unchecked Sendable {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        weak var socket: WireSocket?

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = Self.unwrapInboundIn(data)
            guard let socket, let host = envelope.remoteAddress.ipAddress, let port = envelope.remoteAddress.port
            else { return }
            let (bytes, remote) = (Array(buffer: envelope.data), SocketEndpoint(host: host, port: UInt16(port)))
            Signalling.assumeIsolated { socket.arrived(bytes, from: remote) }
        }

        // ICMP errors of a closed port: a telephone does not care.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {}
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
