import COpenSSL
import Synchronization

/// A message digest fetched once from OpenSSL's providers, with a context that every digest begins anew: fetching and
/// allocating cost more than a short digest itself.
final class DigestAlgorithm: Sendable {
    static let md5 = DigestAlgorithm("MD5", byteCount: 16)
    static let sha256 = DigestAlgorithm("SHA256", byteCount: 32)

    @safe
    private struct Context: ~Copyable {
        // SAFETY: both are used under the lock that owns this value. They are never freed, because the two algorithms
        // live as long as the process.
        let md: OpaquePointer?
        let pointer: OpaquePointer?

        init(_ name: String) {
            unsafe md = EVP_MD_fetch(nil, name, nil)
            unsafe pointer = EVP_MD_CTX_new()
            if unsafe md == nil { takeOpenSSLErrors() }
        }

        /// OpenSSL wipes the block that held the end of the message; nothing of it stays in the context.
        func digest(_ bytes: Span<UInt8>, byteCount: Int) -> [UInt8]? {
            guard let md = unsafe md, let pointer = unsafe pointer else { return nil }
            let done = unsafe bytes.withUnsafeBufferPointer { input in
                unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { output, count in
                    let ok =
                        unsafe EVP_DigestInit_ex2(pointer, md, nil) == 1
                        && EVP_DigestUpdate(pointer, input.baseAddress, input.count) == 1
                        && EVP_DigestFinal_ex(pointer, output.baseAddress, nil) == 1
                    count = ok ? byteCount : 0
                }
            }
            guard done.isEmpty else { return done }
            takeOpenSSLErrors()
            return nil
        }
    }

    let byteCount: Int
    private let context: Mutex<Context>

    private init(_ name: String, byteCount: Int) {
        self.byteCount = byteCount
        context = Mutex(Context(name))
    }

    /// The digest of `bytes`; `nil` when the algorithm is switched off (MD5 under FIPS) or memory is out.
    func digest(_ bytes: [UInt8]) -> [UInt8]? {
        context.withLock { $0.digest(bytes.span, byteCount: byteCount) }
    }
}
