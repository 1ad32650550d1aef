import COpenSSL

/// Random numbers that nobody can guess: tags, branches, nonces, Call-IDs.
///
/// From OpenSSL's generator; should that fail, from the kernel's.
///
/// - Isolation: any thread.
package enum SecureRandom {
    /// `count` random bytes; none for a count of 0 or less.
    package static func bytes(_ count: Int) -> [UInt8] {
        guard count > 0, let size = CInt(exactly: count) else { return [] }
        var filled = [UInt8](repeating: 0, count: count)
        if unsafe RAND_bytes(&filled, size) == 1 { return filled }
        takeOpenSSLErrors()
        var kernel = SystemRandomNumberGenerator()
        for index in filled.indices { filled[index] = kernel.next() }
        return filled
    }

    /// `bytes` random bytes in lower-case hexadecimal: twice as many characters.
    package static func hex(bytes count: Int) -> String { Hex.encode(bytes(count)) }
}
