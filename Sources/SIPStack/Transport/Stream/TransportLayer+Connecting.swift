import CallModel
import Glibc
import Logging
import NIOCore
import NIOPosix
import Security

extension TransportLayer {
    /// The open connection of ours to this place, or a new one.
    func connectStream(_ kind: TransportKind, to remote: SocketEndpoint, serverName: String?) async throws -> Flow {
        let name = kind == .tls ? serverName ?? remote.host : nil
        let key = StreamKey(kind: kind, remote: remote, serverName: name)
        if let open = streams.opened[key].flatMap({ streams.connections[$0] }), open.isUsable { return open.flow }
        if let opening = streams.opening[key] { return try await opening.get() }
        let opening = try open(key)
        streams.opening[key] = opening
        defer { streams.opening[key] = nil }
        return try await opening.get()
    }

    private func open(_ key: StreamKey) throws -> EventLoopFuture<Flow> {
        let remote = key.remote
        guard remote.port != 0, SocketAddressBytes(remote)?.isUnicast == true else {
            throw TransportError(.addressUnusable, "\(remote) is no address of one peer.")
        }
        let address = try SocketAddress(ipAddress: remote.host, port: Int(remote.port))
        guard makeRoom() else { throw TransportError(.tooManyConnections, "Too many connections are open.") }
        let session = try clientSession(key)
        let up = loop.makePromise(of: Flow.self)
        let limit = TimeAmount(limits.connect)
        let connecting = ClientBootstrap(group: loop)
            .connectTimeout(limit)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.maxMessagesPerRead, value: 2)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let session = session?.take() { try pipeline.addHandler(TLSHandler(session)) }
                    try pipeline.addHandler(StreamHandler(layer: self, opening: .init(key: key, up: up)))
                }
            }
            .connect(to: address)
        connecting.whenFailure { error in
            up.fail(TransportError(.connectFailed, "Connecting to \(remote): \(Self.words(error))"))
        }
        let timeout = loop.scheduleTask(in: limit) {
            up.fail(TransportError(.connectFailed, "Connecting to \(remote): no answer in time."))
            connecting.whenSuccess { $0.close(promise: nil) }
        }
        up.futureResult.whenComplete { _ in timeout.cancel() }
        return up.futureResult
    }

    private func clientSession(_ key: StreamKey) throws -> LoopValue<TLSSession>? {
        guard let name = key.serverName else { return nil }
        let context = try streams.clientContext ?? Self.clientContext(streams.client)
        streams.clientContext = context
        do {
            return LoopValue(try TLSSession(client: context, serverName: name))
        } catch {
            throw TransportError(.handshakeFailed, "\(error)")
        }
    }

    /// A connection of ours is up; `nil` when nobody wants it any more.
    func opened(_ channel: any Channel, _ key: StreamKey) -> StreamConnection? {
        guard phase == .running, let local = channel.localAddress.flatMap({ SocketEndpoint($0) }) else { return nil }
        let number = streams.nextNumber()
        let flow = Flow(kind: key.kind, local: local, remote: key.remote, connection: number)
        let connection = StreamConnection(channel, flow: flow, origin: .opened(key), layer: self)
        // Verified, or a place that we chose to call.
        connection.isTrusted = true
        counters.connectionsOpened += 1
        streams.connections[number] = connection
        streams.opened[key] = number
        return connection
    }

    /// Takes a connection that ended out of the table and tells so.
    func connectionEnded(_ connection: StreamConnection) {
        forget(connection)
        // Later, because the socket may have ended inside a send.
        loop.execute { Signalling.assumeIsolated { self.flowClosed?(connection.flow) } }
    }

    /// Takes a connection out of the table, if it is there.
    func forget(_ connection: StreamConnection) {
        let flow = connection.flow
        guard let number = flow.connection, streams.connections.removeValue(forKey: number) != nil else { return }
        switch connection.origin {
        case .accepted:
            let left = streams.perSource[flow.remote.host, default: 1] - 1
            streams.perSource[flow.remote.host] = left > 0 ? left : nil
        case .opened(let key):
            if streams.opened[key] == number { streams.opened[key] = nil }
        }
    }

    /// A connection failed; its end follows.
    func streamFailed(from remote: String, _ words: String, isHandshake: Bool) {
        if isHandshake { counters.handshakesFailed += 1 }
        logger.debug("connection failed", metadata: ["remote": "\(remote)", "error": "\(words)"])
    }

    func closeStreams() async {
        let listeners = streams.listeners
        streams.listeners = []
        for listener in listeners { try? await listener.channel?.close().get() }
        for connection in streams.connections.values { await connection.closed() }
    }

    private nonisolated static func words(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { words($0.error) } ?? "refused"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as ChannelError:
            if case .connectTimeout = error { "no answer in time." } else { "\(error)" }
        default: "\(error)"
        }
    }
}

/// Carries a value that is not `Sendable` through a closure that NIO runs on the same loop.
final class LoopValue<Value>: Sendable {
    // SAFETY: made and taken on the loop's thread only: `open` is isolated to it, and so is a channel's initializer.
    private nonisolated(unsafe) var value: Value?

    init(_ value: Value) { self.value = value }

    /// The value, once.
    func take() -> Value? {
        defer { value = nil }
        return value
    }
}
