/// Why something could not be sealed or opened, in words. Compared by ``code`` alone; never carries key material.
package struct SealingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of thing failed.
    package enum Code: String, Sendable {
        /// A key file that is none.
        case badKeys
        /// What was given was not sealed here.
        case notSealed
        /// It was sealed under a key that is not among ours.
        case unknownKey
        /// The key of that name does not open it.
        case wrongKey
        /// Something in it was changed, moved or put in.
        case tampered
        /// Its end is missing: whoever wrote it was stopped, or it was cut off.
        case truncated
        /// OpenSSL refused.
        case unavailable
    }

    /// What kind of thing failed.
    package let code: Code
    /// What failed, in words that follow the file's name.
    package let message: String

    /// An error of these parts.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package static func == (one: SealingError, other: SealingError) -> Bool { one.code == other.code }

    package var description: String { message }
}
