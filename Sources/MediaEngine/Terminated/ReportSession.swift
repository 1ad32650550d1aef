import CLinux
import COrtp
import Media

/// The oRTP session of a terminated leg: it measures what arrives and writes the RTCP reports of both directions.
///
/// Its transports are ours. Incoming packets are shown to it when they have passed our checks; what it sends leaves
/// through our sockets. The numbers of a packet stay those of the leg's `OutboundStream`, which also feeds the relay.
///
/// - Isolation: the media thread of its endpoint.
@safe
final class ReportSession {
    private let session: UnsafeMutablePointer<RtpSession>
    private let perMillisecond: UInt32
    private let channel: ReportChannel
    private let started: MediaInstant
    private var lastTimestamp: UInt32 = 0

    /// Prepares the library, once per process, and keeps it from writing to standard output.
    static func initializeLibrary() { _ = library }

    private static let library: Void = {
        ortp_init()
        unsafe bctbx_set_log_level_mask("ortp", 0)
    }()

    /// A session for a leg; `nil` when there is no memory for one.
    init?(leg: UnsafeMutablePointer<Leg>, payloadType: UInt8, clockRate: Int, interval: Duration) {
        guard let session = unsafe rtp_session_new(Int32(RTP_SESSION_SENDRECV.rawValue)) else { return nil }
        // The library must know the clock of every type that was not assigned one by RFC 3551.
        guard let profile = SessionProfile.with(clockRate: clockRate) else {
            unsafe rtp_session_destroy(session)
            return nil
        }
        unsafe self.session = session
        unsafe rtp_session_set_profile(session, profile.pointer)
        channel = unsafe ReportChannel(leg: leg)
        perMillisecond = UInt32(clockRate / 1_000)
        started = MediaInstant(nanoseconds: cl_monotonic())
        unsafe rtp_session_set_scheduling_mode(session, 0)
        unsafe rtp_session_set_blocking_mode(session, 0)
        unsafe rtp_session_set_symmetric_rtp(session, 0)
        unsafe rtp_session_enable_jitter_buffer(session, 0)
        unsafe rtp_session_set_ssrc(session, leg.pointee.outbound.ssrc)
        // The latch has judged the source: a new SSRC from there is the peer's.
        unsafe rtp_session_set_ssrc_changed_threshold(session, 0)
        // 64 kbit/s and its headers; RTCP takes at most a twentieth (RFC 3550 §6.2).
        unsafe rtp_session_set_target_upload_bandwidth(session, 80_000)
        let (seconds, attoseconds) = interval.components
        unsafe rtp_session_set_rtcp_report_interval(
            session, Int32(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000))
        // A name that says nothing about the machine and lasts for this session (RFC 7022 §4.2).
        let name = String(UInt64.random(in: 0 ... .max), radix: 36)
        unsafe rtp_session_set_source_description(session, "\(name)@nightbell", nil, nil, nil, nil, nil, nil)
        setPayloadType(payloadType)
        attach()
    }

    /// Takes the payload type of both directions.
    func setPayloadType(_ payloadType: UInt8) {
        unsafe _ = rtp_session_set_payload_type(session, Int32(payloadType))
    }

    deinit {
        unsafe rtp_session_destroy(session)
    }

    private func attach() {
        var rtp: UnsafeMutablePointer<RtpTransport>?
        var rtcp: UnsafeMutablePointer<RtpTransport>?
        unsafe rtp_session_get_transports(session, &rtp, &rtcp)
        unsafe meta_rtp_transport_set_endpoint(rtp, channel.rtpTransport())
        unsafe meta_rtp_transport_set_endpoint(rtcp, channel.rtcpTransport())
    }

    /// Shows the session an RTP packet that was received.
    func received(_ packet: UnsafeMutableRawPointer, count: Int, now: MediaInstant) {
        unsafe channel.incoming = UnsafeRawBufferPointer(start: packet, count: count)
        poll(now: now)
        unsafe channel.incoming = nil
    }

    /// Shows the session a well-formed RTCP compound that was received.
    func receivedReport(_ packet: UnsafeMutableRawPointer, count: Int, now: MediaInstant) {
        unsafe channel.incomingReport = UnsafeRawBufferPointer(start: packet, count: count)
        poll(now: now)
        unsafe channel.incomingReport = nil
    }

    /// Sends audio through the session, which counts it for its sender reports.
    ///
    /// - Parameter payload: the octets after the header, which the session writes with these numbers.
    func send(
        _ payload: UnsafeMutableRawPointer, count: Int, marker: Bool, sequence: UInt16, timestamp: UInt32
    ) {
        unsafe rtp_session_set_seq_number(session, sequence)
        let octets = unsafe payload.assumingMemoryBound(to: UInt8.self)
        guard let message = unsafe rtp_session_create_packet(session, RTPHeader.count, octets, count) else { return }
        if marker, let header = unsafe message.pointee.b_rptr { unsafe header[1] |= 0x80 }
        unsafe rtp_session_sendm_with_ts(session, message, timestamp)
    }

    private func poll(now: MediaInstant) {
        // The library does not read twice for one timestamp, so every call gets a new one.
        lastTimestamp = max(lastTimestamp &+ 1, now.samples(since: started, perMillisecond: perMillisecond))
        while let message = unsafe rtp_session_recvm_with_ts(session, lastTimestamp) {
            unsafe freemsg(message)
        }
    }
}
