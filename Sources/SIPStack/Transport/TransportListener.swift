package import Security

/// A socket to listen on.
package struct TransportListener: Sendable {
    /// What it speaks.
    package var kind: TransportKind
    /// Its address, as numbers; port 0 takes a free one.
    package var endpoint: SocketEndpoint
    /// The certificate that it shows; TLS needs one, the others ignore it.
    package var tls: TLSServerSettings?

    /// A listener of these parts.
    package init(_ kind: TransportKind, _ endpoint: SocketEndpoint, tls: TLSServerSettings? = nil) {
        self.kind = kind
        self.endpoint = endpoint
        self.tls = tls
    }
}
