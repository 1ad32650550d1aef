/// What the transports bound, so that no peer can fill them.
package struct TransportLimits: Hashable, Sendable {
    /// TCP and TLS connections together.
    package var connections = 1_024
    /// TCP and TLS connections that one source address opened to us.
    package var connectionsPerSource = 64
    /// From the accepted connection to its first whole message, the TLS handshake included.
    package var firstMessage: Duration = .seconds(15)
    /// From the first byte of a message to its last: nobody may drip one in (slow loris).
    package var wholeMessage: Duration = .seconds(10)
    /// Silence after the first message on a connection that nobody vouched for with ``TransportLayer/trust(_:)``.
    package var idleUnknown: Duration = .seconds(120)
    /// Silence on a trusted connection. A registered phone is reachable through its connection alone, so it is longer
    /// than the longest registration.
    package var idleTrusted: Duration = .seconds(3_900)
    /// For a connection that we open, the TLS handshake included.
    package var connect: Duration = .seconds(5)
    /// Bytes that wait for a peer which does not read; more close its connection.
    package var unsentBytes = 1 << 20
    /// What is asked of the kernel for the buffers of a UDP socket, in bytes; it may grant less.
    package var datagramBuffer = 4 << 20

    /// The limits that a clinic starts with.
    package init() {}
}
