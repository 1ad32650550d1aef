import COpenSSL
import Synchronization

/// HMAC-SHA-256 under one key (RFC 2104): what makes a nonce ours.
///
/// The key is taken in once. Choosing the digest and mixing in the key anew for each message costs several times what a
/// short message does.
///
/// - Isolation: any thread; two at a time wait for each other.
package final class KeyedHash: Sendable {
    @safe
    private struct Context: ~Copyable {
        // SAFETY: used under the lock that owns this value; freed with it.
        let pointer: OpaquePointer?

        init(key: [UInt8]) {
            guard let mac = unsafe EVP_MAC_fetch(nil, "HMAC", nil), let fresh = unsafe EVP_MAC_CTX_new(mac) else {
                unsafe pointer = nil
                takeOpenSSLErrors()
                return
            }
            unsafe EVP_MAC_free(mac)
            // An empty key is a NULL pointer to OpenSSL, which takes it for none: a zero byte is the same key, because
            // HMAC pads keys with zeros (RFC 2104 §2).
            let key = key.isEmpty ? [0] : key
            var name = Array("SHA256".utf8CString)
            let ok = unsafe name.withUnsafeMutableBufferPointer { name in
                var parameters = unsafe [
                    nightbell_OSSL_PARAM_digest(name.baseAddress), OSSL_PARAM_construct_end(),
                ]
                return unsafe EVP_MAC_init(fresh, key, key.count, &parameters) == 1
            }
            if !ok {
                unsafe EVP_MAC_CTX_free(fresh)
                takeOpenSSLErrors()
            }
            unsafe pointer = ok ? fresh : nil
        }

        deinit { unsafe EVP_MAC_CTX_free(pointer) }

        func sha256(_ message: [UInt8]) -> [UInt8]? {
            guard let pointer = unsafe pointer else { return nil }
            var output = [UInt8](repeating: 0, count: KeyedHash.byteCount)
            var count = 0
            // Without a key the context begins anew with the one that it has.
            guard unsafe EVP_MAC_init(pointer, nil, 0, nil) == 1,
                unsafe EVP_MAC_update(pointer, message, message.count) == 1,
                unsafe EVP_MAC_final(pointer, &output, &count, output.count) == 1, count == output.count
            else {
                takeOpenSSLErrors()
                return nil
            }
            return output
        }
    }

    private static let byteCount = 32

    private let context: Mutex<Context>

    /// A hash under this key, of any length, empty too.
    package init(key: [UInt8]) { context = Mutex(Context(key: key)) }

    /// The HMAC-SHA-256 of `message`, 32 bytes; random ones when OpenSSL has none to give, so that they equal nothing.
    package func sha256(_ message: [UInt8]) -> [UInt8] {
        context.withLock { $0.sha256(message) } ?? SecureRandom.bytes(Self.byteCount)
    }
}
