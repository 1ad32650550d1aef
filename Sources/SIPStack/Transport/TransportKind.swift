/// How a SIP message travels (RFC 3261 §18).
package enum TransportKind: String, Sendable, Hashable, Codable, CaseIterable {
    case udp
    case tcp
    /// TLS over TCP, version 1.2 or later.
    case tls

    /// Whether it delivers by itself, so that transactions need no retransmission (RFC 3261 §17.1.1.1).
    package var isReliable: Bool { self != .udp }

    /// The token that Via and URI parameters carry: `UDP`, `TCP`, `TLS`.
    package var token: String {
        switch self {
        case .udp: "UDP"
        case .tcp: "TCP"
        case .tls: "TLS"
        }
    }

    /// The port that is meant where none is written (RFC 3261 §19.1.2).
    package var defaultPort: UInt16 { self == .tls ? 5061 : 5060 }

    /// The transport of a Via or URI parameter in any case; `nil` for one that we do not speak.
    package init?(token: String) { self.init(rawValue: token.lowercased()) }
}
