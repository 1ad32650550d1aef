import COpenSSL
import Synchronization

/// AES-128 of single blocks under one key (FIPS 197): what makes a nonce ours.
///
/// For blocks that never come twice; it is no way to keep a message secret. The key is taken in once: choosing the cipher
/// and expanding the key anew costs many times what a block does.
///
/// - Isolation: any thread; two at a time wait for each other.
package final class BlockCipher: Sendable {
    @safe
    private struct Context: ~Copyable {
        // SAFETY: used under the lock that owns this value; freed with it.
        let pointer: OpaquePointer?

        init(key: [UInt8], encrypts: Int32) {
            let context = unsafe EVP_CIPHER_CTX_new()
            let isReady =
                unsafe key.count == BlockCipher.keyCount
                && EVP_CipherInit_ex2(context, EVP_aes_128_ecb(), key, nil, encrypts, nil) == 1
                && EVP_CIPHER_CTX_set_padding(context, 0) == 1
            if !isReady {
                unsafe EVP_CIPHER_CTX_free(context)
                takeOpenSSLErrors()
            }
            unsafe pointer = isReady ? context : nil
        }

        deinit { unsafe EVP_CIPHER_CTX_free(pointer) }

        func apply(_ block: UInt128) -> UInt128? {
            guard let pointer = unsafe pointer else { return nil }
            let input = block.bigEndian
            var output: UInt128 = 0
            var count: Int32 = 0
            let size = Int32(MemoryLayout<UInt128>.size)
            let done = unsafe withUnsafeBytes(of: input) { input in
                unsafe withUnsafeMutableBytes(of: &output) { output in
                    unsafe EVP_CipherUpdate(
                        pointer, output.baseAddress?.assumingMemoryBound(to: UInt8.self), &count,
                        input.baseAddress?.assumingMemoryBound(to: UInt8.self), size)
                }
            }
            guard done == 1, count == size else {
                takeOpenSSLErrors()
                return nil
            }
            return UInt128(bigEndian: output)
        }
    }

    /// Octets of a key.
    package static let keyCount = 16

    private let sealing: Mutex<Context>
    private let opening: Mutex<Context>

    /// A cipher with this key, of 16 bytes; with another one it gives random blocks.
    package init(key: [UInt8]) {
        sealing = Mutex(Context(key: key, encrypts: 1))
        opening = Mutex(Context(key: key, encrypts: 0))
    }

    /// The cipher text of a block, its first byte the highest; a random one when OpenSSL has none to give.
    package func seal(_ block: UInt128) -> UInt128 { sealing.withLock { $0.apply(block) } ?? Self.random() }

    /// The block of this cipher text; a random one when OpenSSL has none to give, so that it says nothing.
    package func open(_ block: UInt128) -> UInt128 { opening.withLock { $0.apply(block) } ?? Self.random() }

    private static func random() -> UInt128 {
        SecureRandom.bytes(MemoryLayout<UInt128>.size).reduce(0) { $0 << 8 | UInt128($1) }
    }
}
