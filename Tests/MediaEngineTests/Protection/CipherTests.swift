import CSRTP
import CSRTPOpenSSL
import Media
import Testing

@testable import MediaEngine

@Suite("What encrypts audio (RFC 3711)")
struct CipherTests {
    private static let key = (0..<30).map { UInt8($0 * 7) }
    private static let header: [UInt8] = [
        0x80, 0x00, 0x12, 0x34, 0x01, 0x02, 0x03, 0x04, 0x11, 0x22, 0x33, 0x44,
    ]
    /// 20 octets of 0xD5 under that key, and their whole HMAC: worked out without libsrtp2 and OpenSSL's library, with the
    /// block cipher alone (§4.1.1, §4.2, §4.3).
    private static let encrypted: [UInt8] = [
        0x2B, 0xD9, 0x64, 0xC9, 0x91, 0x18, 0xDB, 0xC9, 0x3C, 0x21,
        0x88, 0x30, 0x50, 0x13, 0x0B, 0x0C, 0xDF, 0xAD, 0x13, 0x36,
    ]
    private static let code: [UInt8] = [0x4D, 0xE4, 0x14, 0xBD, 0x67, 0xB4, 0x9F, 0x0A, 0x50, 0xF4]

    @Test("libsrtp2 takes AES and HMAC of OpenSSL, which pass its test vectors and those of RFC 3711 and RFC 2202")
    func taken() throws {
        _ = try #require(ProtectionContext(.outbound, key: Self.key, suite: .aes80))
        #expect(cs_use_openssl() == 0)
    }

    @Test("20 octets are encrypted and proven as RFC 3711 says, with 80 and with 32 bits", arguments: [10, 4])
    func knownAnswer(bytes: Int) throws {
        let suite: StreamKeys.Suite = bytes == 10 ? .aes80 : .aes32
        let context = try #require(ProtectionContext(.outbound, key: Self.key, suite: suite))
        var packet = Self.header + [UInt8](repeating: 0xD5, count: 20 + ProtectionContext.trailer)
        var count: Int32 = 32
        #expect(srtp_protect(context.pointer, &packet, &count) == srtp_err_status_ok)
        #expect(Array(packet.prefix(Int(count))) == Self.header + Self.encrypted + Self.code.prefix(bytes))
    }

    @Test("Such a packet is decrypted; with one bit of it changed, or a second time, it is not")
    func refused() throws {
        let whole = Self.header + Self.encrypted + Self.code
        for place in whole.indices {
            let context = try #require(ProtectionContext(.inbound, key: Self.key, suite: .aes80))
            var changed = whole
            changed[place] ^= 0x04
            #expect(Self.decrypted(changed, context) == nil)
        }
        let context = try #require(ProtectionContext(.inbound, key: Self.key, suite: .aes80))
        #expect(Self.decrypted(whole, context) == Self.header + [UInt8](repeating: 0xD5, count: 20))
        #expect(Self.decrypted(whole, context) == nil)
    }

    private static func decrypted(_ packet: [UInt8], _ context: ProtectionContext) -> [UInt8]? {
        var packet = packet
        var count = Int32(packet.count)
        guard srtp_unprotect(context.pointer, &packet, &count) == srtp_err_status_ok else { return nil }
        return Array(packet.prefix(Int(count)))
    }
}
