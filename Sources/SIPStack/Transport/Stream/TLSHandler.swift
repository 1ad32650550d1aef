import NIOCore
import Security

/// Told up the pipeline when the handshake is done and the peer is who it should be.
struct TLSEstablished: Sendable {}

/// A TLS session failed, in OpenSSL's words.
struct TLSFailure: Error, CustomStringConvertible {
    /// Before the session was open.
    let isHandshake: Bool
    let description: String
}

/// Turns ciphertext into plaintext and back, between the socket and the handler of messages.
final class TLSHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let session: TLSSession

    init(_ session: TLSSession) { self.session = session }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        // Nothing for a server's end, which waits.
        write(session.start(), context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let before = session.state
        let step = session.receive(Array(Self.unwrapInboundIn(data).readableBytesView))
        write(step, context)
        let wasOpened = before == .handshaking && session.state == .open
        // Data and close_notify may come with the end of the handshake.
        if wasOpened || before == .handshaking && !step.plaintext.isEmpty {
            context.fireUserInboundEventTriggered(TLSEstablished())
        }
        if !step.plaintext.isEmpty {
            context.fireChannelRead(Self.wrapInboundOut(ByteBuffer(bytes: step.plaintext)))
        }
        guard session.state != before else { return }
        switch session.state {
        case .handshaking, .open: break
        case .closed: context.close(promise: nil)
        case .failed(let words):
            context.fireErrorCaught(TLSFailure(isHandshake: before == .handshaking, description: words))
            context.close(promise: nil)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let step = session.send(Array(Self.unwrapOutboundIn(data).readableBytesView))
        guard !step.ciphertext.isEmpty else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        context.write(Self.wrapOutboundOut(ByteBuffer(bytes: step.ciphertext)), promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        write(session.close(), context)
        context.close(mode: mode, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let before = session.state
        session.socketEnded()
        if before == .handshaking, case .failed(let words) = session.state {
            context.fireErrorCaught(TLSFailure(isHandshake: true, description: words))
        }
        context.fireChannelInactive()
    }

    private func write(_ step: TLSSession.Step, _ context: ChannelHandlerContext) {
        guard !step.ciphertext.isEmpty else { return }
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: step.ciphertext)), promise: nil)
    }
}
