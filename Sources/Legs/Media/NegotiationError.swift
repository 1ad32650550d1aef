import Calls

/// Why a description could not be used; what was agreed before stays. Compared by ``code`` alone.
struct NegotiationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of fault.
    enum Code: String, Sendable {
        /// The engine has given us no address yet.
        case noMedia
        /// The far side offered while an offer of ours is unanswered (RFC 3261 §14.2).
        case glare
        /// It describes no audio that we can send and hear.
        case noCommonCodec
    }

    /// What kind of fault.
    let code: Code
    /// More of it, for the log.
    let message: String
    /// The value of a Warning header field that tells the far side.
    var warning: String?

    static func == (first: Self, second: Self) -> Bool { first.code == second.code }

    /// What a flow is told: there is no glare where a call begins.
    var legError: LegError {
        switch code {
        case .noMedia: LegError(code: .noMedia, message: message)
        case .glare, .noCommonCodec: LegError(code: .noCommonCodec, message: message)
        }
    }

    var description: String { "\(code.rawValue): \(message)" }
}
