/// A SIP method (RFC 3261 §7.1). Methods are case-sensitive tokens.
package enum Method: Hashable, Sendable, CustomStringConvertible {
    case invite, ack, bye, cancel, options, register, update, prack, info, notify, subscribe, refer, message
    /// Any other token; of one that is known ``init(_:)-(String)`` makes its own case.
    case other(String)

    /// The method with this token.
    package init(_ token: String) { self = Self.known(token.utf8.span) ?? .other(token) }

    /// The method with this token, which is ASCII.
    package init(_ token: Span<UInt8>) {
        self =
            Self.known(token)
            ?? .other(String(copying: UTF8Span(unchecked: token, isKnownASCII: true)))
    }

    /// The token as on the wire: `INVITE`.
    package var token: String {
        switch self {
        case .invite: "INVITE"
        case .ack: "ACK"
        case .bye: "BYE"
        case .cancel: "CANCEL"
        case .options: "OPTIONS"
        case .register: "REGISTER"
        case .update: "UPDATE"
        case .prack: "PRACK"
        case .info: "INFO"
        case .notify: "NOTIFY"
        case .subscribe: "SUBSCRIBE"
        case .refer: "REFER"
        case .message: "MESSAGE"
        case .other(let token): token
        }
    }

    package var description: String { token }

    /// No two known tokens have both their length and their first letter in common.
    private static func known(_ token: Span<UInt8>) -> Method? {
        guard token.count >= 3 else { return nil }
        let guess: Method
        switch (token.count, Unicode.Scalar(token[0])) {
        case (3, "A"): guess = .ack
        case (3, "B"): guess = .bye
        case (4, "I"): guess = .info
        case (5, "P"): guess = .prack
        case (5, "R"): guess = .refer
        case (6, "I"): guess = .invite
        case (6, "C"): guess = .cancel
        case (6, "U"): guess = .update
        case (6, "N"): guess = .notify
        case (7, "O"): guess = .options
        case (7, "M"): guess = .message
        case (8, "R"): guess = .register
        case (9, "S"): guess = .subscribe
        default: return nil
        }
        let name = guess.token
        let spelling = name.utf8.span
        for index in token.indices where token[index] != spelling[index] { return nil }
        return guess
    }
}
