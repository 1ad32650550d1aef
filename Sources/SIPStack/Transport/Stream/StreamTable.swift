import CallModel
import Security

/// The TCP and TLS connections that are open, by number.
///
/// - Isolation: a value of ``TransportLayer``.
struct StreamTable {
    var connections: [UInt64: StreamConnection] = [:]
    let client: TLSClientSettings

    init(client: TLSClientSettings) { self.client = client }
}

/// One TCP or TLS connection.
///
/// - Isolation: the signalling loop.
@Signalling
final class StreamConnection {
    /// Somebody vouched for the peer.
    var isTrusted = false

    func send(_ bytes: [UInt8]) -> SendOutcome { .gone }

    func close() {}
}

extension TransportLayer {
    func listen(_ listener: TransportListener) async throws -> SocketEndpoint {
        throw TransportError(.noListener, "\(listener.kind) is not built yet.")
    }

    func connectStream(_ kind: TransportKind, to remote: SocketEndpoint, serverName: String?) async throws -> Flow {
        throw TransportError(.noListener, "\(kind) is not built yet.")
    }

    func closeStreams() async {}
}
