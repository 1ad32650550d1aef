package import CallModel
package import Logging
package import Security

/// All sockets of signalling: brings in the bytes of one message at a time, and sends bytes over flows.
///
/// It knows nothing of what a message says. Order for every arrival: ``admit``, then the size and framing limits, then
/// ``receive``. Keep-alives are answered and go no further.
///
/// - Isolation: the signalling loop. The callbacks are called on it, at once, and never from within ``send(_:over:)``.
@Signalling
package final class TransportLayer {
    /// Called for every whole message that arrived: its bytes, and the flow that an answer takes.
    package var receive: (@Signalling ([UInt8], Flow) -> Void)?
    /// Asked before a datagram is read, before a connection is taken, and for every whole message of a stream before
    /// it goes to ``receive``. A refused datagram vanishes; a refused connection is closed. `nil` admits all.
    package var admit: (@Signalling (SocketEndpoint, TransportKind) -> Admission)?
    /// Called once for every TCP and TLS flow that ended, whoever ended it; not for UDP.
    package var flowClosed: (@Signalling (Flow) -> Void)?
    /// What happened so far.
    package internal(set) var counters = TransportCounters()

    let timers: SignallingTimers
    let limits: TransportLimits
    let logger: Logger
    let listeners: [TransportListener]
    var phase = Phase.idle
    var datagrams: [DatagramListener] = []
    var streams: StreamTable

    enum Phase { case idle, running, closed }

    /// A layer that is not listening yet.
    ///
    /// - Parameters:
    ///   - timers: what the time limits of connections run on.
    ///   - listeners: the sockets to open.
    ///   - client: whom we believe and what we show when we open TLS connections.
    ///   - limits: what is bounded.
    ///   - logger: told about sockets, never about messages or numbers.
    package init(
        timers: SignallingTimers, listeners: [TransportListener], client: TLSClientSettings = TLSClientSettings(),
        limits: TransportLimits = TransportLimits(), logger: Logger
    ) {
        self.timers = timers
        self.listeners = listeners
        self.limits = limits
        self.logger = logger
        self.streams = StreamTable(client: client)
    }

    /// Opens all sockets, or none.
    ///
    /// - Returns: the listeners in the order given, each with the port that it got.
    /// - Throws: ``TransportError`` that names the address or file.
    package func start() async throws -> [TransportListener] {
        guard phase == .idle else { throw TransportError(.closed, "The transports are started already.") }
        phase = .running
        do {
            var bound: [TransportListener] = []
            for listener in listeners { bound.append(try open(listener)) }
            return bound
        } catch {
            await close()
            throw error
        }
    }

    /// Sends the bytes of one message over a flow.
    ///
    /// For UDP the flow's ``Flow/local`` names the listener whose socket sends, so that the answer to a request leaves
    /// from where the request arrived (RFC 3581 §4).
    package func send(_ bytes: [UInt8], over flow: Flow) -> SendOutcome {
        switch flow.kind {
        case .udp:
            for listener in datagrams where listener.bound == flow.local {
                let outcome = listener.socket.send(bytes, to: flow.remote)
                if outcome == .sent { counters.datagramsSent += 1 } else { counters.datagramsUnsent += 1 }
                return outcome
            }
            return .gone
        case .tcp, .tls:
            guard let connection = flow.connection.flatMap({ streams.connections[$0] }) else { return .gone }
            return connection.send(bytes)
        }
    }

    /// The flow for a request to `remote`: for UDP that of a listener of the same address family, for TCP and TLS an
    /// open connection to that endpoint, or a new one.
    ///
    /// - Parameters:
    ///   - kind: how to travel.
    ///   - remote: where to, resolved.
    ///   - serverName: for TLS the name or address that the peer's certificate must show (RFC 5922 §7.2).
    /// - Throws: ``TransportError``. Takes ``TransportLimits/connect`` at the longest.
    /// - Cancellation: not heeded; the connection stays for the next request.
    package func connect(_ kind: TransportKind, to remote: SocketEndpoint, serverName: String? = nil) async throws
        -> Flow
    {
        guard phase == .running else { throw TransportError(.closed, "The transports are closed.") }
        switch kind {
        case .udp:
            guard let flow = datagramFlow(to: remote) else {
                throw TransportError(.noListener, "No UDP listener has the address family of \(remote).")
            }
            return flow
        case .tcp, .tls:
            return try await connectStream(kind, to: remote, serverName: serverName)
        }
    }

    /// The UDP flow to `remote`; `nil` when no UDP listener has its address family.
    package func datagramFlow(to remote: SocketEndpoint) -> Flow? {
        guard let listener = datagrams.first(where: { $0.bound.isIPv6 == remote.isIPv6 }) else { return nil }
        return Flow(kind: .udp, local: listener.bound, remote: remote)
    }

    /// Vouches for the peer of a TCP or TLS flow: it authenticated or is a configured trunk. Its connection may be
    /// silent for ``TransportLimits/idleTrusted`` and is not closed to make room.
    package func trust(_ flow: Flow) {
        flow.connection.flatMap { streams.connections[$0] }?.isTrusted = true
    }

    /// Whether something sent over `flow` can still leave.
    package func isOpen(_ flow: Flow) -> Bool {
        switch flow.kind {
        case .udp: datagrams.contains { $0.bound == flow.local }
        case .tcp, .tls: flow.connection.map { streams.connections[$0] != nil } ?? false
        }
    }

    /// Closes one TCP or TLS connection after what was sent; ``flowClosed`` follows. No effect on UDP.
    package func close(_ flow: Flow) {
        flow.connection.flatMap { streams.connections[$0] }?.close()
    }

    /// How many TCP and TLS connections are open.
    package var openConnections: Int { streams.connections.count }

    /// Closes all sockets. What was handed to the kernel still leaves. Idempotent.
    package func close() async {
        phase = .closed
        let closing = datagrams
        datagrams = []
        for listener in closing { listener.close() }
        await closeStreams()
    }

    private func open(_ listener: TransportListener) throws(TransportError) -> TransportListener {
        var bound = listener
        switch listener.kind {
        case .udp:
            let opened = try DatagramListener.open(listener.endpoint, for: self)
            datagrams.append(opened)
            bound.endpoint = opened.bound
        case .tcp, .tls:
            bound.endpoint = try listen(listener)
        }
        logger.info("listening", metadata: ["transport": "\(bound.kind.rawValue)", "address": "\(bound.endpoint)"])
        return bound
    }
}
