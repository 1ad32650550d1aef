import CSRTP
import CSRTPOpenSSL
import Media

/// One direction of SRTP and SRTCP for one leg, by libsrtp2: encrypts or decrypts in place, proves, and refuses what came
/// before (a window of 128 packets).
///
/// - Isolation: the media thread of its endpoint.
@safe
final class ProtectionContext {
    enum Direction { case outbound, inbound }

    /// What the library may add to a packet (SRTP_MAX_TRAILER_LEN and the index of SRTCP).
    static let trailer = 148

    /// The library's handle, for the leg.
    let pointer: OpaquePointer
    let key: [UInt8]
    let suite: StreamKeys.Suite

    /// Packets that may still be tried as ones of a stream that another process heard.
    private var trials = 0
    /// How often the numbers of such a stream may have gone round: at 100 packets a second six hours.
    private static let mostRounds: UInt32 = 32

    private static let isInitialized: Bool = {
        // The second is what it says when somebody in this process has done it before.
        guard [srtp_err_status_ok, srtp_err_status_bad_param].contains(srtp_init()) else { return false }
        // Should it refuse them, it goes on with its own, which are slow with many streams (decision 17).
        _ = cs_use_openssl()
        return true
    }()

    /// A context; `nil` when the library cannot make one.
    init?(_ direction: Direction, key: [UInt8], suite: StreamKeys.Suite) {
        guard Self.isInitialized else { return nil }
        self.key = key
        self.suite = suite
        var created: OpaquePointer?
        let which = direction == .outbound ? ssrc_any_outbound : ssrc_any_inbound
        let status = unsafe Self.withPolicy(key, suite, srtp_ssrc_t(type: which, value: 0)) {
            unsafe srtp_create(&created, &$0)
        }
        guard status == srtp_err_status_ok, let created = unsafe created else { return nil }
        unsafe pointer = created
    }

    deinit { unsafe _ = srtp_dealloc(pointer) }

    private static func withPolicy(
        _ key: [UInt8], _ suite: StreamKeys.Suite, _ ssrc: srtp_ssrc_t,
        _ body: (inout srtp_policy_t) -> srtp_err_status_t
    ) -> srtp_err_status_t {
        var policy = unsafe srtp_policy_t()
        switch suite {
        case .aes80: unsafe srtp_crypto_policy_set_rtp_default(&policy.rtp)
        case .aes32: unsafe srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp)
        }
        // RTCP is always proven with 80 bits (RFC 4568 §6.2.2).
        unsafe srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        unsafe policy.ssrc = ssrc
        unsafe policy.window_size = 128
        unsafe policy.allow_repeat_tx = 0
        var octets = key
        return unsafe octets.withUnsafeMutableBufferPointer { octets in
            unsafe policy.key = octets.baseAddress
            return unsafe body(&policy)
        }
    }

    // MARK: Streams that another process heard

    /// The stream that comes may be one whose numbers went round while another process heard it: of the roll-over counter
    /// the packets say nothing (RFC 3711 §3.3.1).
    func expectOldStream() { trials = 64 }

    /// Decrypts, in place, a packet that was not believed as one of a new stream, with one count of rounds after another.
    /// The first that proves it is kept. Bounded: nobody is worth more than 64 packets of 32 attempts.
    ///
    /// - Returns: the bytes that are left; 0 when it is not the peer's.
    func unprotectedAsOld(_ packet: UnsafeMutableRawPointer, count: Int) -> Int {
        guard trials > 0, count >= RTPHeader.count else { return 0 }
        let bytes = unsafe Span<UInt8>(_unsafeStart: packet.assumingMemoryBound(to: UInt8.self), count: count)
        guard let header = RTPHeader(reading: bytes) else { return 0 }
        let ssrc = header.ssrc
        var rounds: UInt32 = 0
        // A stream that is known already has its count.
        guard unsafe srtp_get_stream_roc(pointer, ssrc, &rounds) != srtp_err_status_ok else { return 0 }
        trials -= 1
        let added = unsafe Self.withPolicy(key, suite, srtp_ssrc_t(type: ssrc_specific, value: ssrc)) {
            unsafe srtp_add_stream(pointer, &$0)
        }
        guard added == srtp_err_status_ok else { return 0 }
        for rounds in 1...Self.mostRounds {
            var length = Int32(count)
            guard unsafe srtp_set_stream_roc(pointer, ssrc, rounds) == srtp_err_status_ok else { break }
            guard unsafe srtp_unprotect(pointer, packet, &length) == srtp_err_status_ok else { continue }
            trials = 0
            return Int(length)
        }
        unsafe _ = srtp_remove_stream(pointer, ssrc.bigEndian)
        return 0
    }
}
