/// Message digests, computed by OpenSSL.
///
/// None of them can fail to return: when OpenSSL cannot compute one (MD5 under a FIPS policy, no memory), the result is
/// random bytes of the right length, which equal nothing, so that every comparison fails closed.
/// ``isAvailable(_:)`` tells it beforehand.
///
/// - Isolation: any thread.
package enum Hash {
    /// A digest that SIP authentication may ask for.
    package enum Algorithm: Sendable, CaseIterable {
        /// MD5 (RFC 2617), for the phones and trunks that know nothing else.
        case md5
        /// SHA-256 (RFC 8760).
        case sha256

        var implementation: DigestAlgorithm {
            switch self {
            case .md5: .md5
            case .sha256: .sha256
            }
        }
    }

    /// The MD5 of `bytes`, 16 bytes.
    package static func md5(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, .md5) }

    /// The SHA-256 of `bytes`, 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, .sha256) }

    /// The digest of `bytes`: 16 bytes for MD5, 32 for SHA-256.
    package static func digest(_ bytes: [UInt8], _ algorithm: Algorithm) -> [UInt8] {
        let implementation = algorithm.implementation
        return implementation.digest(bytes) ?? SecureRandom.bytes(implementation.byteCount)
    }

    /// The digest of the UTF-8 bytes of `text` in lower-case hexadecimal, as SIP digests write it (RFC 7616 §3).
    package static func hexDigest(_ text: String, _ algorithm: Algorithm) -> String {
        Hex.encode(digest(Array(text.utf8), algorithm))
    }

    /// Whether OpenSSL's present policy allows `algorithm`.
    package static func isAvailable(_ algorithm: Algorithm) -> Bool {
        algorithm.implementation.digest([]) != nil
    }
}
