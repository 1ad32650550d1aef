/// Why a body is no session description that we read.
package struct SDPError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of fault.
    package enum Code: String, Sendable {
        /// Neither a v= line nor an m= line.
        case notSDP
        /// A version other than 0.
        case unsupportedVersion
        /// More bytes, lines or streams than anybody needs.
        case tooLarge
    }

    /// What kind of fault.
    package let code: Code
    /// The fault in words, without a word of the body.
    package let message: String

    package static func == (one: SDPError, other: SDPError) -> Bool { one.code == other.code }

    package var description: String { message }
}
