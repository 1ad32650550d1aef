import SIP

/// An IP address and a port.
package struct SocketEndpoint: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The address as numbers: `192.0.2.1`, or IPv6 without brackets. Never a name.
    package var host: String
    /// The port; 0 asks a listener for a free one.
    package var port: UInt16

    /// An endpoint of these parts.
    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Whether the address is an IPv6 address.
    package var isIPv6: Bool { host.hasColon }

    package var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
