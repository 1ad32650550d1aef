import CallModel
import Security

/// The TCP and TLS connections that are open, and the listeners that they come from.
///
/// - Isolation: a value of ``TransportLayer``.
struct StreamTable {
    /// Open connections by number.
    var connections: [UInt64: StreamConnection] = [:]
    /// How many of them each source address opened to us.
    var perSource: [String: Int] = [:]
    /// Connections that we opened, for the next request to the same place.
    var opened: [StreamKey: UInt64] = [:]
    /// Connections that we are opening: all who want one wait for the same.
    var opening: [StreamKey: StreamOpening] = [:]
    var listeners: [StreamListener] = []
    /// Made at the first TLS connection that we open.
    var clientContext: TLSContext?
    let client: TLSClientSettings
    private var lastNumber: UInt64 = 0

    init(client: TLSClientSettings) { self.client = client }

    mutating func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }
}

/// Where a connection of ours leads. One that was verified for a name serves no other name.
struct StreamKey: Hashable {
    let kind: TransportKind
    let remote: SocketEndpoint
    let serverName: String?
}
