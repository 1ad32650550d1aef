/// The keys of a stream whose packets are encrypted and proven (SRTP, RFC 3711). They do not show themselves.
package struct StreamKeys: Hashable, Sendable, Codable, CustomStringConvertible {
    /// How packets are encrypted and proven: AES in counter mode of 128 bits, with 80 or 32 bits of HMAC-SHA1.
    package enum Suite: String, Hashable, Sendable, Codable, CaseIterable { case aes80, aes32 }

    /// The same suite goes both ways (RFC 4568 §5.1.2).
    package let suite: Suite
    /// Master key and salt of what we send, 30 octets.
    package let send: [UInt8]
    /// Master key and salt of what we receive, 30 octets.
    package let receive: [UInt8]

    /// Keys of both directions; `nil` when one has another length than 30.
    package init?(suite: Suite, send: [UInt8], receive: [UInt8]) {
        guard send.count == 30, receive.count == 30 else { return nil }
        self.suite = suite
        self.send = send
        self.receive = receive
    }

    package var description: String { "keys for \(suite.rawValue)" }
}
