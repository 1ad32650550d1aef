import CallModel
import Logging
import NIOCore
import NIOPosix

/// One UDP socket: NIO reads it in batches, ``DatagramSocket`` sends.
///
/// - Isolation: the signalling loop.
@Signalling
final class DatagramListener {
    let socket: DatagramSocket
    private let channel: any Channel

    var bound: SocketEndpoint { socket.bound }

    private init(socket: DatagramSocket, channel: any Channel) {
        self.socket = socket
        self.channel = channel
    }

    /// One slot of a batch holds the largest datagram there is, so that none is cut short unseen.
    private static let slot = 65_536
    private static let batch = 16

    static func open(_ endpoint: SocketEndpoint, for layer: TransportLayer) async throws -> DatagramListener {
        let socket = try DatagramSocket.bind(to: endpoint, buffer: layer.limits.datagramBuffer)
        if socket.receiveBuffer < layer.limits.datagramBuffer {
            layer.logger.notice(
                "the kernel grants a smaller UDP buffer; raise net.core.rmem_max",
                metadata: ["bytes": "\(socket.receiveBuffer)", "address": "\(socket.bound)"])
        }
        let local = socket.bound
        let channel = try await DatagramBootstrap(group: layer.loop)
            .channelOption(.datagramVectorReadMessageCount, value: batch)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: slot * batch))
            // One batch a turn, and no second look that seldom finds anything: what is left wakes the loop again, behind
            // the timers and the other sockets.
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramHandler(layer: layer, local: local))
                }
            }
            .withBoundSocket(socket.descriptor)
            .get()
        return DatagramListener(socket: socket, channel: channel)
    }

    func close() async {
        try? await channel.close().get()
    }
}

/// Carries what NIO read to the layer.
private final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let layer: TransportLayer
    private let local: SocketEndpoint

    init(layer: TransportLayer, local: SocketEndpoint) {
        self.layer = layer
        self.local = local
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = Self.unwrapInboundIn(data)
        guard let remote = SocketEndpoint(envelope.remoteAddress) else { return }
        let (layer, local, bytes) = (layer, local, envelope.data)
        Signalling.assumeIsolated { layer.datagramArrived(bytes, from: remote, at: local) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let layer = layer
        let words = "\(error)"
        Signalling.assumeIsolated { layer.logger.debug("UDP socket", metadata: ["error": "\(words)"]) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        let (layer, local) = (layer, local)
        Signalling.assumeIsolated { layer.datagramListenerEnded(local) }
    }
}
