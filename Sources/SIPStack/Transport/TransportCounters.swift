/// What the transports counted since the start.
package struct TransportCounters: Hashable, Sendable {
    package var datagramsReceived: UInt64 = 0
    package var datagramsSent: UInt64 = 0
    /// Sending failed or found the buffers full.
    package var datagramsUnsent: UInt64 = 0
    /// Turned away by ``TransportLayer/admit``: datagrams, connections and messages of streams.
    package var refused: UInt64 = 0
    /// Keep-alives, which carry no message (RFC 5626 §3.5.1).
    package var keepAlives: UInt64 = 0
    /// Datagrams that cannot be SIP, such as STUN and RTP.
    package var notSIP: UInt64 = 0
    package var connectionsAccepted: UInt64 = 0
    package var connectionsOpened: UInt64 = 0
    /// Closed because too many were open.
    package var connectionsRefused: UInt64 = 0
    /// Closed because a time limit passed.
    package var connectionsTimedOut: UInt64 = 0
    /// Closed because the stream was no SIP or a message was too large.
    package var streamsMalformed: UInt64 = 0
    /// Closed because the peer did not read what we sent.
    package var connectionsCongested: UInt64 = 0
    /// TLS handshakes that failed.
    package var handshakesFailed: UInt64 = 0
    /// Whole messages from TCP and TLS.
    package var streamMessagesReceived: UInt64 = 0
    package var streamMessagesSent: UInt64 = 0

    /// All zero.
    package init() {}
}
