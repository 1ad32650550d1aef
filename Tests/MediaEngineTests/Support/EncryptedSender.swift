import CSRTP

/// Whoever encrypts packets with libsrtp2 itself, after so many rounds of sequence numbers.
final class EncryptedSender {
    private let session: srtp_t

    /// A sender with this key whose stream `ssrc` has gone round so often.
    init?(key: [UInt8], ssrc: UInt32, rounds: UInt32) {
        _ = srtp_init()
        var policy = srtp_policy_t()
        srtp_crypto_policy_set_rtp_default(&policy.rtp)
        srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        policy.ssrc = srtp_ssrc_t(type: ssrc_specific, value: ssrc)
        policy.window_size = 128
        var octets = key
        var created: srtp_t?
        let status = octets.withUnsafeMutableBufferPointer { octets in
            policy.key = octets.baseAddress
            return srtp_create(&created, &policy)
        }
        guard status == srtp_err_status_ok, let created else { return nil }
        session = created
        guard rounds > 0 else { return }
        guard srtp_set_stream_roc(created, ssrc, rounds) == srtp_err_status_ok else { return nil }
    }

    deinit { _ = srtp_dealloc(session) }

    /// The packet encrypted; `nil` when the library refuses.
    func protect(_ packet: [UInt8]) -> [UInt8]? {
        var bytes = packet + [UInt8](repeating: 0, count: 148)
        var count = Int32(packet.count)
        guard srtp_protect(session, &bytes, &count) == srtp_err_status_ok else { return nil }
        return Array(bytes.prefix(Int(count)))
    }
}
