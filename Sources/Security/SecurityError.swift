import COpenSSL
import Glibc

/// Something that OpenSSL could not do, in words.
///
/// Compared by ``code`` alone. Never carries key material or what a peer sent.
package struct SecurityError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of thing failed.
    package enum Code: String, Sendable {
        /// A certificate, key or authority file cannot be read or does not fit.
        case badCertificate
        /// OpenSSL refused to make an object: out of memory, or an algorithm is switched off.
        case unavailable
    }

    /// What kind of thing failed.
    package let code: Code
    /// What failed, as a sentence for the operator that names the file.
    package let message: String
    /// OpenSSL's own words; `nil` when it had none.
    package let cause: String?

    /// An error of these parts.
    package init(_ code: Code, _ message: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package static func == (one: SecurityError, other: SecurityError) -> Bool { one.code == other.code }

    package var description: String { cause.map { "\(message) (\($0))" } ?? message }
}

/// Takes the queue of errors that OpenSSL keeps per thread, so that none is blamed on a later call.
///
/// - Returns: the first reason, in OpenSSL's or the system's words, which is the one that tells why; `nil` when the
///   queue is empty.
@discardableResult
func takeOpenSSLErrors() -> String? {
    let first = ERR_peek_error()
    ERR_clear_error()
    guard first != 0 else { return nil }
    let errno = nightbell_ERR_errno(first)
    if errno != 0, let reason = unsafe strerror(errno) { return unsafe String(cString: reason) }
    if let reason = unsafe ERR_reason_error_string(first) { return unsafe String(cString: reason) }
    return "OpenSSL error \(first)"
}
