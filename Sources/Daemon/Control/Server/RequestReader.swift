import NIOCore

/// Cuts what arrives on one connection into lines, for the task that answers them.
///
/// A client that sends faster than it is answered, or that is silent while nothing is asked, is closed.
final class RequestReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// How many requests may wait.
    static let waiting = 64

    /// What arrived. It ends when the client closes its side.
    let items: AsyncStream<LineFramer.Item>
    private let continuation: AsyncStream<LineFramer.Item>.Continuation
    private let state: ConnectionState
    private var framer = LineFramer(bound: ControlProtocol.requestBound)

    init(state: ConnectionState) {
        self.state = state
        (items, continuation) = AsyncStream.makeStream(
            of: LineFramer.Item.self, bufferingPolicy: .bufferingOldest(Self.waiting))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for item in framer.add(unwrapInboundIn(data).readableBytesView) {
            if case .dropped = continuation.yield(item) { context.close(promise: nil) }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is IdleStateHandler.IdleStateEvent:
            if state.isWaiting { context.close(promise: nil) }
        case ChannelEvent.inputClosed:
            continuation.finish()
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        continuation.finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
