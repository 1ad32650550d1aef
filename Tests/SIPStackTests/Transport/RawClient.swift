import NIOCore
import NIOPosix
import SIPStack

/// A TCP client without manners: says what it is told, reads when it wants.
final class RawClient: Sendable {
    private let channel: any Channel
    private let arrivals: AsyncStream<[UInt8]>
    /// Its own end.
    let local: SocketEndpoint

    private init(_ channel: any Channel, _ arrivals: AsyncStream<[UInt8]>) {
        self.channel = channel
        self.arrivals = arrivals
        local = SocketEndpoint(host: "127.0.0.1", port: UInt16(channel.localAddress?.port ?? 0))
    }

    /// Connects. With `reads` false it never takes anything from its socket.
    static func connect(to endpoint: SocketEndpoint, reads: Bool = true) async throws -> RawClient {
        let (arrivals, continuation) = AsyncStream<[UInt8]>.makeStream()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                }
            }
            .connect(host: endpoint.host, port: Int(endpoint.port))
            .get()
        return RawClient(channel, arrivals)
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// What came, as soon as it is `count` bytes or the end.
    func heard(_ count: Int) async -> String {
        var heard: [UInt8] = []
        for await bytes in arrivals {
            heard += bytes
            if heard.count >= count { break }
        }
        return String(decoding: heard, as: UTF8.self)
    }

    /// Waits until the other end has closed.
    func closed() async { try? await channel.closeFuture.get() }

    func close() async { try? await channel.close().get() }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<[UInt8]>.Continuation

        init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(Array(Self.unwrapInboundIn(data).readableBytesView))
        }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
