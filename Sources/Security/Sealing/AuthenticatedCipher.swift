import COpenSSL

/// AES-256-GCM of one message (NIST SP 800-38D): encrypted, and proven together with what is said about it.
enum AuthenticatedCipher {
    /// Octets of a nonce, which must never serve twice under one key.
    static let nonceCount = 12
    /// Octets that the message grows by.
    static let tagCount = 16

    /// The sealed message, its tag behind it.
    ///
    /// - Throws: `.unavailable` when OpenSSL refuses.
    static func seal(
        _ message: [UInt8], key: [UInt8], nonce: [UInt8], about: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        var sealed = [UInt8](repeating: 0, count: message.count + tagCount)
        let done = unsafe withContext { context in
            var count: Int32 = 0
            guard key.count == SealingKey.octetCount, nonce.count == nonceCount,
                let length = Int32(exactly: message.count), let aboutLength = Int32(exactly: about.count),
                unsafe EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
                unsafe about.isEmpty || EVP_EncryptUpdate(context, nil, &count, about, aboutLength) == 1
            else { return false }
            return unsafe sealed.withUnsafeMutableBufferPointer { room in
                guard let base = room.baseAddress else { return false }
                var last: Int32 = 0
                return unsafe EVP_EncryptUpdate(context, base, &count, message, length) == 1
                    && EVP_EncryptFinal_ex(context, base + message.count, &last) == 1
                    && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagCount), base + message.count) == 1
            }
        }
        guard done else {
            throw SealingError(
                .unavailable, "cannot be encrypted: \(takeOpenSSLErrors() ?? "OpenSSL does not say why")")
        }
        return sealed
    }

    /// The message; `nil` when key, nonce, message or what is said about it is another.
    static func open(_ sealed: ArraySlice<UInt8>, key: [UInt8], nonce: [UInt8], about: [UInt8]) -> [UInt8]? {
        guard sealed.count >= tagCount, key.count == SealingKey.octetCount, nonce.count == nonceCount else {
            return nil
        }
        let body = Array(sealed.dropLast(tagCount))
        var tag = Array(sealed.suffix(tagCount))
        var message = [UInt8](repeating: 0, count: body.count + 1)
        let isGenuine = unsafe withContext { context in
            var count: Int32 = 0
            var last: Int32 = 0
            guard let length = Int32(exactly: body.count), let aboutLength = Int32(exactly: about.count) else {
                return false
            }
            return unsafe EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1
                && (about.isEmpty || EVP_DecryptUpdate(context, nil, &count, about, aboutLength) == 1)
                && EVP_DecryptUpdate(context, &message, &count, body, length) == 1
                && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagCount), &tag) == 1
                && message.withUnsafeMutableBufferPointer { room in
                    guard let base = room.baseAddress else { return false }
                    return unsafe EVP_DecryptFinal_ex(context, base + body.count, &last) == 1
                }
        }
        guard isGenuine else {
            takeOpenSSLErrors()
            return nil
        }
        message.removeLast()
        return message
    }

    private static func withContext(_ body: (OpaquePointer) -> Bool) -> Bool {
        guard let context = unsafe EVP_CIPHER_CTX_new() else { return false }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        return unsafe body(context)
    }
}
