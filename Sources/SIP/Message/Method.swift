/// A SIP method (RFC 3261 §7.1). Methods are case-sensitive tokens.
package struct Method: Hashable, Sendable, CustomStringConvertible {
    /// The token as on the wire: `INVITE`.
    package let token: String

    /// The method with this token.
    package init(_ token: String) { self.token = token }

    package static let invite = Method("INVITE")
    package static let ack = Method("ACK")
    package static let bye = Method("BYE")
    package static let cancel = Method("CANCEL")
    package static let options = Method("OPTIONS")
    package static let register = Method("REGISTER")
    package static let update = Method("UPDATE")
    package static let prack = Method("PRACK")
    package static let info = Method("INFO")
    package static let notify = Method("NOTIFY")
    package static let subscribe = Method("SUBSCRIBE")
    package static let refer = Method("REFER")
    package static let message = Method("MESSAGE")

    package var description: String { token }
}
