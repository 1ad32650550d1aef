import Glibc
import NIOCore
package import NIOPosix
import Synchronization

/// The daemon's end of the control socket: mode 0600, so that only the daemon's user and root may ask.
///
/// Plain NIO handlers with streams between them and the tasks: `NIOAsyncChannel` ends the process when it is dropped
/// at the wrong moment, which a client could time.
///
/// - Isolation: any task.
package struct ControlServer: Sendable {
    /// Bounds and times.
    package struct Limits: Hashable, Sendable {
        /// Connections at once; another one is told `.busy`. Default: 16.
        package var connections = 16
        /// How long a connection may ask nothing before it is closed. Default: 30 s.
        package var silence: Duration = .seconds(30)

        /// The defaults.
        package init() {}
    }

    private let path: String
    private let handler: any ControlHandler
    private let listener: any Channel
    private let connections: ControlConnections
    private let accepted: AsyncStream<ControlConversation>

    /// Listens at `path`; the requests are answered once ``run()`` runs.
    ///
    /// A socket that a killed daemon left behind is replaced; one on which somebody still listens is not.
    ///
    /// - Throws: ``ControlError`` when another daemon listens there, or the path cannot be used.
    package static func bind(
        path: String, handler: any ControlHandler, group: MultiThreadedEventLoopGroup, limits: Limits = Limits()
    ) async throws -> ControlServer {
        try makeWay(for: path)
        let connections = ControlConnections(bound: limits.connections)
        let (accepted, arrivals) = AsyncStream.makeStream(
            of: ControlConversation.self, bufferingPolicy: .bufferingOldest(limits.connections))
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 32)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard connections.admit(channel) == .admitted else {
                        // Refused once it is active: until then nothing can be written.
                        return try channel.pipeline.syncOperations.addHandler(BusyRefusal())
                    }
                    let state = ConnectionState()
                    let reader = RequestReader(state: state)
                    let silence = TimeAmount(limits.silence)
                    try channel.pipeline.syncOperations.addHandlers(IdleStateHandler(readTimeout: silence), reader)
                    arrivals.yield(
                        ControlConversation(handler: handler, channel: channel, items: reader.items, state: state))
                }
            }
        do {
            let listener = try await bootstrap.bind(unixDomainSocketPath: path).get()
            guard chmod(path, 0o600) == 0 else { throw IOError(errnoCode: errno, reason: "chmod") }
            listener.closeFuture.whenComplete { _ in arrivals.finish() }
            return ControlServer(
                path: path, handler: handler, listener: listener, connections: connections, accepted: accepted)
        } catch let error as IOError {
            throw unusable(path, String(cString: strerror(error.errnoCode)))
        } catch {
            // NIO has an error of its own for a path that is too long.
            throw unusable(path, "\(error)")
        }
    }

    /// Answers requests until the task is cancelled, then closes all connections and removes the socket.
    ///
    /// - Throws: ``ControlError`` when the listening socket failed: nobody can ask the daemon any more.
    package func run() async throws {
        await withDiscardingTaskGroup { group in
            for await conversation in accepted { group.addTask { await conversation.run() } }
            group.cancelAll()
            try? await listener.close()
            connections.closeAll()
            unlink(path)
        }
        if !Task.isCancelled { throw ControlError(.failed, "the control socket \(path) failed: restart the daemon") }
    }

    private static func unusable(_ path: String, _ reason: String) -> ControlError {
        ControlError(.failed, "the control socket \(path) cannot be made (\(reason)): is its directory there and ours?")
    }

    /// Removes a socket on which nobody listens.
    private static func makeWay(for path: String) throws(ControlError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ControlError(.failed, "\(path) is there and is no socket: name another path for the control socket")
        }
        do {
            _ = try ControlSocket(connectedTo: path)
        } catch {
            unlink(path)
            return
        }
        throw ControlError(.conflict, "another daemon listens on \(path): stop it first, or name another path")
    }
}

/// Tells a client that there is no room, and closes.
private final class BusyRefusal: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        let error = ControlError(.busy, "too many programs talk to the daemon: try again")
        context.channel.writeAndFlush(ByteBuffer(bytes: ControlConversation.reply(error))).whenComplete {
            [channel = context.channel] _ in channel.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// What a connection is doing, shared by its reader on the loop and the task that answers.
final class ConnectionState: Sendable {
    private let working = Mutex(false)

    /// Whether the client has to say something next.
    var isWaiting: Bool { working.withLock { !$0 } }

    func begin() { working.withLock { $0 = true } }
    func end() { working.withLock { $0 = false } }
}
