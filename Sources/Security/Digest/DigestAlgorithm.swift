import COpenSSL

/// A message digest fetched once from OpenSSL's providers; fetching it anew costs more than a short digest.
@safe
final class DigestAlgorithm: Sendable {
    static let md5 = DigestAlgorithm("MD5", byteCount: 16)
    static let sha256 = DigestAlgorithm("SHA256", byteCount: 32)

    let byteCount: Int
    // SAFETY: an EVP_MD is immutable after the fetch and OpenSSL shares it between threads; it is never freed,
    // because the two instances live as long as the process.
    private nonisolated(unsafe) let md: OpaquePointer?

    private init(_ name: String, byteCount: Int) {
        self.byteCount = byteCount
        unsafe md = EVP_MD_fetch(nil, name, nil)
        if unsafe md == nil { takeOpenSSLErrors() }
    }

    /// The digest of `bytes`; `nil` when the algorithm is switched off (MD5 under FIPS) or memory is out.
    func digest(_ bytes: Span<UInt8>) -> [UInt8]? {
        guard let md = unsafe md else { return nil }
        let done = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { output, count in
                let ok = unsafe EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, md, nil) == 1
                count = ok ? byteCount : 0
            }
        }
        return done.isEmpty ? nil : done
    }
}
