/// How large a message may be. What is beyond is refused before anything is parsed.
package enum WireLimits {
    /// Bytes of a whole message.
    package static let message = 65_536
    /// Header fields of a message, repeated ones counted singly.
    package static let headers = 128
    /// Bytes of one header field or of the start line, folds included.
    package static let headerBytes = 8_192
    /// Via values: more hops than any route needs.
    package static let via = 16
    /// Contact values; a phone has a few, a 300 some more.
    package static let contacts = 64
    /// Route and Record-Route values, each.
    package static let routes = 32
    /// Parameters in the start line, and in each field that holds addresses: osip needs quadratic time for them.
    package static let parameters = 128
}
