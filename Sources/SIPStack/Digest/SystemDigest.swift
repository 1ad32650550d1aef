import SIP
import Security

/// The digests of the system's OpenSSL, as the SIP machines want them.
enum SystemDigest {
    /// The hash functions.
    static let hash = DigestHash { algorithm, bytes in
        switch algorithm {
        case .md5: Hash.md5(bytes)
        case .sha256: Hash.sha256(bytes)
        }
    }

    /// A cipher for the nonces of one server, with a key that nobody has seen.
    static func cipher() -> NonceCipher {
        let cipher = BlockCipher(key: SecureRandom.bytes(BlockCipher.keyCount))
        return NonceCipher(seal: { cipher.seal($0) }, open: { cipher.open($0) })
    }
}
