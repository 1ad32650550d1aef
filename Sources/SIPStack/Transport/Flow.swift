/// Where a message came from, and where an answer to it goes (RFC 5626 §3.2).
package struct Flow: Hashable, Sendable, Codable, CustomStringConvertible {
    /// How it travels.
    package var kind: TransportKind
    /// Our end: the address of the listener for UDP, of the connection for TCP and TLS.
    package var local: SocketEndpoint
    /// Their end.
    package var remote: SocketEndpoint
    /// The number of the connection of TCP and TLS, never used again; `nil` for UDP.
    package var connection: UInt64?

    /// A flow of these parts.
    package init(kind: TransportKind, local: SocketEndpoint, remote: SocketEndpoint, connection: UInt64? = nil) {
        self.kind = kind
        self.local = local
        self.remote = remote
        self.connection = connection
    }

    package var description: String { "\(kind.rawValue) \(local)–\(remote)" }
}

/// What became of a message that was handed to the transport.
package enum SendOutcome: Hashable, Sendable {
    /// The kernel has it, or the connection's queue. Nobody knows whether it arrives.
    case sent
    /// The datagram found the buffers full: as if the network had lost it. Retransmission is the answer.
    case dropped
    /// The flow is closed, or it is none of ours.
    case gone
    /// The kernel refused, in words such as "Network is unreachable"; to a transaction the same as an ICMP error
    /// (RFC 3261 §18.4).
    case failed(String)
}
