import CallModel
import Glibc
import Logging
import Security

extension TransportLayer {
    /// Opens a TCP or TLS listener.
    func listen(_ listener: TransportListener) throws(TransportError) -> SocketEndpoint {
        let opened = try StreamListener(listener, context: serverContext(listener), layer: self)
        streams.listeners.append(opened)
        return opened.bound
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

    /// Takes an accepted connection, or closes it.
    func accept(_ descriptor: CInt, from listener: StreamListener) {
        guard let remote = admitted(descriptor, listener) else {
            Glibc.close(descriptor)
            return
        }
        let session: TLSSession?
        do {
            session = try listener.context.map { context throws(SecurityError) in try TLSSession(server: context) }
        } catch {
            logger.error("no TLS session for a connection", metadata: ["error": "\(error)"])
            Glibc.close(descriptor)
            return
        }
        StreamDescriptor.prepare(descriptor)
        guard let socket = StreamSocket.accepted(descriptor, session: session), let local = socket.local else { return }
        let flow = Flow(kind: listener.kind, local: local, remote: remote, connection: streams.nextNumber())
        let connection = StreamConnection(socket, flow: flow, origin: .accepted, layer: self)
        counters.connectionsAccepted += 1
        streams.perSource[remote.host, default: 0] += 1
        flow.connection.map { streams.connections[$0] = connection }
    }

    /// Who connected; `nil` when he is gone, or there is no service or no room for him.
    private func admitted(_ descriptor: CInt, _ listener: StreamListener) -> SocketEndpoint? {
        guard let remote = SocketAddressBytes.remoteName(of: descriptor) else { return nil }
        guard admit?(remote, listener.kind) ?? .admitted == .admitted else {
            counters.refused += 1
            return nil
        }
        guard streams.perSource[remote.host, default: 0] < limits.connectionsPerSource, makeRoom() else {
            counters.connectionsRefused += 1
            return nil
        }
        return remote
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
