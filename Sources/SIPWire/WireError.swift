/// Why a message was refused before signalling saw it. Two errors are equal when their codes are.
package struct WireError: Error, Sendable, CustomStringConvertible {
    /// What was wrong.
    package enum Code: String, Sendable, CaseIterable {
        /// Nothing but line ends: a keep-alive.
        case empty
        /// Larger than ``WireLimits/message``.
        case tooLarge
        /// A header field or the start line longer than ``WireLimits/headerBytes``.
        case headerTooLong
        /// More header fields than ``WireLimits/headers``.
        case tooManyHeaders
        /// More Via, Contact or Route values than allowed.
        case tooManyValues
        /// No empty line behind the header fields.
        case truncated
        /// A carriage return or line feed on its own.
        case lineEnding
        /// A control character in a header field.
        case controlCharacter
        /// A line without a name and a colon.
        case headerLine
        /// A start line that is neither of a request nor of a response.
        case startLine
        /// A version other than SIP/2.0.
        case version
        /// A status outside 100…699.
        case status
        /// A Request-URI that is malformed or carries header fields.
        case requestURI
        /// A Request-URI of a scheme nobody here can call.
        case uriScheme
        /// A field that may be there once only is there twice.
        case duplicate
        /// A mandatory field is not there.
        case missing
        /// Content-Length is no number, or larger than what came.
        case contentLength
        case via
        case from
        case to
        case callID
        case cseq
        /// CSeq names another method than the request line.
        case cseqMethod
        case maxForwards
        case contact
        case route
        /// osip refused the header block without saying where.
        case syntax
    }

    /// What was wrong.
    package let code: Code
    /// The header field in question, when one is known.
    package let header: String?
    /// The answer to send; `nil` when the message must be dropped: a response, an ACK, or nowhere to answer to.
    package let refusal: Refusal?

    package var description: String {
        "\(code.rawValue)\(header.map { " in \($0)" } ?? "")\(refusal.map { ", answer \($0.status)" } ?? ", drop")"
    }
}

extension WireError: Equatable {
    package static func == (left: WireError, right: WireError) -> Bool { left.code == right.code }
}

extension WireError.Code {
    /// The status and phrase of the answer to a request that failed so.
    var answer: (status: Int, reason: String) {
        switch self {
        case .version: (505, "Version Not Supported")
        case .uriScheme: (416, "Unsupported URI Scheme")
        case .tooLarge, .headerTooLong: (513, "Message Too Large")
        case .tooManyHeaders: (400, "Too Many Header Fields")
        case .tooManyValues: (400, "Too Many Values")
        case .truncated: (400, "Message Truncated")
        case .lineEnding: (400, "Bad Line End")
        case .controlCharacter: (400, "Control Character")
        case .headerLine: (400, "Bad Header Line")
        case .requestURI: (400, "Bad Request-URI")
        case .duplicate: (400, "Header Field Repeated")
        case .missing: (400, "Header Field Missing")
        case .contentLength: (400, "Bad Content-Length")
        case .via: (400, "Bad Via")
        case .from: (400, "Bad From")
        case .to: (400, "Bad To")
        case .callID: (400, "Bad Call-ID")
        case .cseq: (400, "Bad CSeq")
        case .cseqMethod: (400, "CSeq Method Mismatch")
        case .maxForwards: (400, "Bad Max-Forwards")
        case .contact: (400, "Bad Contact")
        case .route: (400, "Bad Route")
        case .startLine: (400, "Bad Request Line")
        case .empty, .status, .syntax: (400, "Bad Request")
        }
    }
}

/// A fault inside this target, before it is known whether it can be answered.
struct Fault: Error {
    let code: WireError.Code
    let header: String?

    init(_ code: WireError.Code, _ header: String? = nil) {
        self.code = code
        self.header = header
    }
}
