import CSRTP
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

    private static let isInitialized = srtp_init() == srtp_err_status_ok

    /// A context; `nil` when the library cannot make one.
    init?(_ direction: Direction, key: [UInt8], suite: StreamKeys.Suite) {
        guard Self.isInitialized else { return nil }
        self.key = key
        self.suite = suite
        var policy = unsafe srtp_policy_t()
        switch suite {
        case .aes80: unsafe srtp_crypto_policy_set_rtp_default(&policy.rtp)
        case .aes32: unsafe srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp)
        }
        // RTCP is always proven with 80 bits (RFC 4568 §6.2.2).
        unsafe srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        unsafe policy.ssrc.type = direction == .outbound ? ssrc_any_outbound : ssrc_any_inbound
        unsafe policy.window_size = 128
        unsafe policy.allow_repeat_tx = 0
        var octets = key
        var created: OpaquePointer?
        let status = unsafe octets.withUnsafeMutableBufferPointer { octets in
            unsafe policy.key = octets.baseAddress
            return unsafe srtp_create(&created, &policy)
        }
        guard status == srtp_err_status_ok, let created = unsafe created else { return nil }
        unsafe pointer = created
    }

    deinit { unsafe _ = srtp_dealloc(pointer) }
}
