import SIP
import Security

/// The digests of the system's OpenSSL, as the SIP machines want them.
enum SystemDigest {
    /// Hash functions whose keyed digest has a secret of this process.
    static func make() -> DigestHash {
        let secret = KeyedHash(key: SecureRandom.bytes(32))
        return DigestHash(
            digest: { algorithm, bytes in
                switch algorithm {
                case .md5: Hash.md5(bytes)
                case .sha256: Hash.sha256(bytes)
                }
            },
            keyed: { secret.sha256($0) })
    }
}
