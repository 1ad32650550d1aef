import CallModel
import NIOCore

/// The end of a connection's pipeline: carries what NIO tells to the ``StreamConnection``.
final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// A connection that we are opening, until it is up.
    struct Opening {
        let key: StreamKey
        let up: EventLoopPromise<Flow>
    }

    private let layer: TransportLayer
    private var connection: StreamConnection?
    private let opening: Opening?

    /// The handler of an accepted connection.
    init(layer: TransportLayer, accepted connection: StreamConnection) {
        self.layer = layer
        self.connection = connection
        opening = nil
    }

    /// The handler of a connection that we open.
    init(layer: TransportLayer, opening: Opening) {
        self.layer = layer
        self.opening = opening
    }

    func channelActive(context: ChannelHandlerContext) {
        if opening?.key.kind == .tcp { isUp(context) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is TLSEstablished { isUp(context) }
        context.fireUserInboundEventTriggered(event)
    }

    private func isUp(_ context: ChannelHandlerContext) {
        guard let opening, connection == nil else { return }
        let (layer, channel, key) = (layer, context.channel, opening.key)
        connection = Signalling.assumeIsolated { layer.opened(channel, key) }
        if let flow = connection?.flow {
            opening.up.succeed(flow)
        } else {
            opening.up.fail(TransportError(.closed, "The transports are closed."))
            context.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let connection else { return }
        let bytes = Self.unwrapInboundIn(data)
        Signalling.assumeIsolated { connection.received(bytes) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        opening?.up.fail(TransportError(.connectFailed, "The peer closed the connection."))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let (layer, words) = (layer, "\(error)")
        let remote = context.remoteAddress.flatMap { SocketEndpoint($0) }.map(\.description) ?? "unknown"
        let isHandshake = (error as? TLSFailure)?.isHandshake ?? false
        Signalling.assumeIsolated { layer.streamFailed(from: remote, words, isHandshake: isHandshake) }
        opening?.up.fail(
            TransportError(isHandshake ? .handshakeFailed : .connectFailed, "Connecting to \(remote): \(words)"))
        context.close(promise: nil)
    }
}
