import CallModel
import Logging
import Security

extension TransportLayer {
    /// The open connection of ours to this place, or a new one.
    func connectStream(_ kind: TransportKind, to remote: SocketEndpoint, serverName: String?) async throws -> Flow {
        let name = kind == .tls ? serverName ?? remote.host : nil
        let key = StreamKey(kind: kind, remote: remote, serverName: name)
        if let open = streams.opened[key].flatMap({ streams.connections[$0] }), open.isUsable { return open.flow }
        if let opening = streams.opening[key] { return try await opening.flow() }
        guard makeRoom() else { throw TransportError(.tooManyConnections, "Too many connections are open.") }
        let socket = try StreamSocket.connecting(to: remote, session: clientSession(key))
        let opening = StreamOpening(key, socket, layer: self)
        streams.opening[key] = opening
        return try await opening.flow()
    }

    private func clientSession(_ key: StreamKey) throws(TransportError) -> TLSSession? {
        guard let name = key.serverName else { return nil }
        let context: TLSContext
        if let made = streams.clientContext { context = made } else { context = try Self.clientContext(streams.client) }
        streams.clientContext = context
        do throws(SecurityError) {
            return try TLSSession(client: context, serverName: name)
        } catch {
            throw TransportError(.handshakeFailed, "\(error)")
        }
    }

    /// A connection of ours is up; `nil` when nobody wants it any more.
    func opened(_ socket: StreamSocket, _ key: StreamKey) -> Flow? {
        guard phase == .running, let local = socket.local else { return nil }
        let number = streams.nextNumber()
        let flow = Flow(kind: key.kind, local: local, remote: key.remote, connection: number)
        let connection = StreamConnection(socket, flow: flow, origin: .opened(key), layer: self)
        // Verified, or a place that we chose to call.
        connection.isTrusted = true
        counters.connectionsOpened += 1
        streams.connections[number] = connection
        streams.opened[key] = number
        return flow
    }

    /// Takes a connection that ended out of the table and tells so.
    func connectionEnded(_ connection: StreamConnection) {
        forget(connection)
        // Later, because the socket may have ended inside a send.
        Signalling.run { self.flowClosed?(connection.flow) }
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
    func streamFailed(from remote: SocketEndpoint, _ failure: StreamFailure) {
        if failure.isHandshake { counters.handshakesFailed += 1 }
        logger.debug("connection failed", metadata: ["remote": "\(remote)", "error": "\(failure.words)"])
    }

    func closeStreams() async {
        for listener in streams.listeners { listener.close() }
        streams.listeners = []
        for connection in streams.connections.values { connection.close() }
        // What they were asked just now is done before this is.
        await withCheckedContinuation { over in Signalling.run { over.resume() } }
    }
}
