/// Something that the transports could not do, as a sentence for the operator. Compared by ``code`` alone.
package struct TransportError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of thing failed.
    package enum Code: String, Sendable {
        /// Another program has the port.
        case addressInUse
        /// The machine does not have the address, the port needs a privilege, or the text is no address.
        case addressUnusable
        /// The certificate, key or authority file cannot be used.
        case badCertificate
        /// The peer did not take the connection, or not in time.
        case connectFailed
        /// The TLS handshake failed: name, authority, version.
        case handshakeFailed
        /// No listener speaks this transport and address family.
        case noListener
        /// As many connections as the limit allows are open.
        case tooManyConnections
        /// The layer is closed, or not started.
        case closed
    }

    /// What kind of thing failed.
    package let code: Code
    /// What failed, naming the address or file.
    package let message: String

    /// An error of these parts.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package static func == (one: TransportError, other: TransportError) -> Bool { one.code == other.code }

    package var description: String { message }
}
