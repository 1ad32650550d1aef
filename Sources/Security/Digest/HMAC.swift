import COpenSSL

/// HMAC-SHA-256 over OpenSSL's EVP_MAC.
enum HMAC {
    /// A context with the digest chosen, made once and copied for every call: choosing it anew is the dear part.
    @safe
    private final class Template: Sendable {
        static let shared = Template()

        // SAFETY: only ever read, by EVP_MAC_CTX_dup, and never freed.
        nonisolated(unsafe) let context: OpaquePointer?

        private init() {
            guard let mac = unsafe EVP_MAC_fetch(nil, "HMAC", nil), let fresh = unsafe EVP_MAC_CTX_new(mac) else {
                unsafe context = nil
                return
            }
            unsafe EVP_MAC_free(mac)
            var name = Array("SHA256".utf8CString)
            let ok = unsafe name.withUnsafeMutableBufferPointer { name in
                var parameters = unsafe [
                    nightbell_OSSL_PARAM_digest(name.baseAddress), OSSL_PARAM_construct_end(),
                ]
                let anyKey: [UInt8] = [0]
                return unsafe EVP_MAC_init(fresh, anyKey, anyKey.count, &parameters) == 1
            }
            if !ok { unsafe EVP_MAC_CTX_free(fresh) }
            unsafe context = ok ? fresh : nil
        }
    }

    /// The MAC, 32 bytes; `nil` when OpenSSL has none to give.
    static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8]? {
        guard let template = unsafe Template.shared.context, let context = unsafe EVP_MAC_CTX_dup(template) else {
            takeOpenSSLErrors()
            return nil
        }
        defer { unsafe EVP_MAC_CTX_free(context) }
        // An empty key is a NULL pointer to OpenSSL, which then keeps the template's: a zero byte is the same key,
        // because HMAC pads keys with zeros (RFC 2104 §2).
        let key = key.isEmpty ? [0] : key
        var output = [UInt8](repeating: 0, count: 32)
        var count = 0
        guard unsafe EVP_MAC_init(context, key, key.count, nil) == 1,
            unsafe EVP_MAC_update(context, message, message.count) == 1,
            unsafe EVP_MAC_final(context, &output, &count, output.count) == 1, count == output.count
        else {
            takeOpenSSLErrors()
            return nil
        }
        return output
    }
}
