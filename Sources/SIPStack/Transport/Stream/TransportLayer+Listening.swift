import CallModel
import Logging
import NIOCore
import NIOPosix
import Security

extension TransportLayer {
    /// Opens a TCP or TLS listener.
    func listen(_ listener: TransportListener) async throws -> SocketEndpoint {
        let (kind, endpoint) = (listener.kind, listener.endpoint)
        guard SocketAddressBytes(endpoint) != nil,
            let address = try? SocketAddress(ipAddress: endpoint.host, port: Int(endpoint.port))
        else { throw TransportError(.addressUnusable, "\(kind.rawValue) \(endpoint): not an IP address.") }
        let entry = StreamListener(kind: kind, settings: listener.tls, context: try serverContext(listener))
        do {
            let channel = try await ServerBootstrap(group: loop)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelOption(.socketOption(.so_keepalive), value: 1)
                // A few reads a turn, so that one connection does not keep the others waiting.
                .childChannelOption(.maxMessagesPerRead, value: 2)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try Signalling.assumeIsolated { try self.accept(channel, from: entry) }
                    }
                }
                .bind(to: address)
                .get()
            entry.channel = channel
            streams.listeners.append(entry)
            guard let bound = channel.localAddress.flatMap({ SocketEndpoint($0) }) else {
                throw TransportError(.addressUnusable, "\(kind.rawValue) \(endpoint): the socket has no address.")
            }
            return bound
        } catch let error as IOError {
            throw TransportError.cannotListen(kind, endpoint, errno: error.errnoCode)
        }
    }

    /// Reads all certificates, keys and authorities again: connections from now on use the new ones, open ones go on
    /// with the old.
    ///
    /// - Throws: ``TransportError`` that names the file; all that was in use stays then.
    package func reloadCertificates() throws(TransportError) {
        var contexts: [TLSContext?] = []
        for listener in streams.listeners {
            contexts.append(try Self.serverContext(listener.settings))
        }
        let client = streams.clientContext == nil ? nil : try Self.clientContext(streams.client)
        for (listener, context) in zip(streams.listeners, contexts) { listener.context = context }
        streams.clientContext = client
    }

    private func serverContext(_ listener: TransportListener) throws(TransportError) -> TLSContext? {
        guard listener.kind == .tls else { return nil }
        guard let settings = listener.tls else {
            throw TransportError(.badCertificate, "tls \(listener.endpoint) has no certificate.")
        }
        return try Self.serverContext(settings)
    }

    private static func serverContext(_ settings: TLSServerSettings?) throws(TransportError) -> TLSContext? {
        guard let settings else { return nil }
        do {
            return try TLSContext(server: settings)
        } catch {
            throw TransportError(.badCertificate, error.description)
        }
    }

    static func clientContext(_ settings: TLSClientSettings) throws(TransportError) -> TLSContext {
        do {
            return try TLSContext(client: settings)
        } catch {
            throw TransportError(.badCertificate, error.description)
        }
    }

    /// Takes an accepted connection, or closes it by throwing.
    private func accept(_ channel: any Channel, from listener: StreamListener) throws {
        guard phase == .running, let remote = channel.remoteAddress.flatMap({ SocketEndpoint($0) }),
            let local = channel.localAddress.flatMap({ SocketEndpoint($0) })
        else { throw TransportError(.closed, "The connection is gone.") }
        guard admit?(remote, listener.kind) ?? .admitted == .admitted else {
            counters.refused += 1
            throw TransportError(.closed, "\(remote) is not admitted.")
        }
        guard streams.perSource[remote.host, default: 0] < limits.connectionsPerSource, makeRoom() else {
            counters.connectionsRefused += 1
            throw TransportError(.tooManyConnections, "Too many connections.")
        }
        if listener.kind == .tls {
            guard let context = listener.context else { throw TransportError(.badCertificate, "No certificate.") }
            try channel.pipeline.syncOperations.addHandler(TLSHandler(TLSSession(server: context)))
        }
        let flow = Flow(kind: listener.kind, local: local, remote: remote, connection: streams.nextNumber())
        let connection = StreamConnection(channel, flow: flow, origin: .accepted, layer: self)
        try channel.pipeline.syncOperations.addHandler(StreamHandler(layer: self, accepted: connection))
        counters.connectionsAccepted += 1
        streams.perSource[remote.host, default: 0] += 1
        flow.connection.map { streams.connections[$0] = connection }
    }

    /// Makes room for one more connection: the stranger who has been silent for longest goes.
    ///
    /// - Returns: whether there is room.
    func makeRoom() -> Bool {
        guard streams.connections.count >= limits.connections else { return true }
        let strangers = streams.connections.values.filter { !$0.isTrusted && $0.origin == .accepted }
        guard let silent = strangers.min(by: { $0.lastActive < $1.lastActive }) else { return false }
        counters.connectionsRefused += 1
        silent.close()
        forget(silent)
        return true
    }
}
