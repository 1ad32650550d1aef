import CLinux
import COrtp
package import Media

/// oRTP's adaptive jitter buffer: packets go in as they come, and come out in order when they are due.
///
/// It is a receiving session of its own without sockets and without RTCP; time is what it is told. A new SSRC, a restart
/// of the numbers (RFC 3550 §A.1) or a jump of the timestamps by five seconds begins anew.
///
/// - Isolation: the media thread of its endpoint.
@safe
package final class JitterBuffer {
    /// The least and the most that a packet waits, in milliseconds.
    package static let minimum = 20, maximum = 250

    private let session: UnsafeMutablePointer<RtpSession>
    private let perMillisecond: UInt32
    private let started: MediaInstant
    private var lastAsked: UInt32 = 0
    private var incoming: UnsafeRawBufferPointer?
    private var ssrc: UInt32 = 0
    private var highest: UInt16 = 0
    private var highestTimestamp: UInt32 = 0
    private var highestAt: MediaInstant
    private var isBegun = false

    /// A buffer; `nil` when there is no memory for one.
    package init?(clockRate: Int, now: MediaInstant) {
        SessionProfile.initializeLibrary()
        guard let session = unsafe rtp_session_new(Int32(RTP_SESSION_RECVONLY.rawValue)) else { return nil }
        guard let profile = SessionProfile.with(clockRate: clockRate) else {
            unsafe rtp_session_destroy(session)
            return nil
        }
        unsafe self.session = session
        perMillisecond = UInt32(clockRate / 1_000)
        started = now
        highestAt = now
        // The clock is all that the library must know of the codec.
        unsafe rtp_session_set_profile(session, profile.pointer)
        unsafe rtp_session_set_scheduling_mode(session, 0)
        unsafe rtp_session_set_blocking_mode(session, 0)
        unsafe rtp_session_enable_rtcp(session, 0)
        unsafe rtp_session_set_ssrc_changed_threshold(session, 0)
        unsafe rtp_session_set_payload_type(session, 0)
        var parameters = JBParameters()
        unsafe rtp_session_get_jitter_buffer_params(session, &parameters)
        parameters.min_size = Int32(Self.minimum)
        parameters.nom_size = 40
        parameters.max_size = Int32(Self.maximum)
        parameters.adaptive = 1
        parameters.enabled = 1
        parameters.max_packets = 200
        unsafe rtp_session_set_jitter_buffer_params(session, &parameters)
        // A packet that is due together with the next one is given out too, not dropped for it.
        unsafe session.pointee.permissive = 1
        unsafe rtp_session_resync(session)
        attach()
    }

    deinit { unsafe rtp_session_destroy(session) }

    /// Stops adapting: packets wait as long as they do now.
    package func keepDelay() {
        unsafe session.pointee.rtp.jittctl.params.adaptive = 0
    }

    /// Takes in the payload of a packet, and hands out what is due by now.
    ///
    /// - Parameter due: gets the payload and the sequence number of each packet, in order.
    package func put(
        _ payload: UnsafeRawBufferPointer, _ header: RTPHeader, now: MediaInstant,
        due: (UnsafeRawBufferPointer, UInt16) -> Void
    ) {
        restartIfNew(header, now: now)
        unsafe withUnsafeTemporaryAllocation(byteCount: RTPHeader.count + payload.count, alignment: 4) { packet in
            guard let base = packet.baseAddress else { return }
            var span = unsafe MutableSpan<UInt8>(
                _unsafeStart: base.assumingMemoryBound(to: UInt8.self), count: RTPHeader.count)
            RTPHeader(
                marker: header.marker, payloadType: 0, sequence: header.sequence, timestamp: header.timestamp,
                ssrc: header.ssrc
            ).write(into: &span)
            if let source = payload.baseAddress {
                unsafe (base + RTPHeader.count).copyMemory(from: source, byteCount: payload.count)
            }
            unsafe incoming = UnsafeRawBufferPointer(packet)
            unsafe take(now: now, due: due)
            unsafe incoming = nil
        }
    }

    /// Hands out what is due by now.
    package func take(now: MediaInstant, due: (UnsafeRawBufferPointer, UInt16) -> Void) {
        // The library does not read twice for one time, so every call gets a later one.
        let time = now.samples(since: started, perMillisecond: perMillisecond)
        lastAsked = Int32(bitPattern: time &- lastAsked) > 0 ? time : lastAsked &+ 1
        while let message = unsafe rtp_session_recvm_with_ts(session, lastAsked) {
            var payload: UnsafeMutablePointer<UInt8>?
            let count = Int(unsafe rtp_get_payload(message, &payload))
            let sequence = unsafe Self.sequence(of: message)
            if count > 0, let payload = unsafe payload {
                unsafe due(UnsafeRawBufferPointer(start: payload, count: count), sequence)
            }
            unsafe freemsg(message)
        }
    }

    /// The library keeps the header of what it gives out in the order of the host.
    private static func sequence(of message: UnsafeMutablePointer<mblk_t>) -> UInt16 {
        guard let header = unsafe message.pointee.b_rptr else { return 0 }
        return unsafe UnsafeRawPointer(header).loadUnaligned(fromByteOffset: 2, as: UInt16.self)
    }

    private func restartIfNew(_ header: RTPHeader, now: MediaInstant) {
        let distance = Int(Int16(bitPattern: header.sequence &- highest))
        let elapsed = now.samples(since: highestAt, perMillisecond: perMillisecond)
        let drift = Int32(bitPattern: header.timestamp &- highestTimestamp &- elapsed).magnitude
        let isNew =
            !isBegun || header.ssrc != ssrc || distance > RelayMapping.maximumDropout
            || distance < -RelayMapping.maximumMisorder || drift > 5_000 * perMillisecond
        if isNew {
            if isBegun { unsafe rtp_session_resync(session) }
            isBegun = true
            ssrc = header.ssrc
        }
        guard isNew || distance > 0 else { return }
        highest = header.sequence
        highestTimestamp = header.timestamp
        highestAt = now
    }

    // MARK: The library's transports

    private func attach() {
        var rtp: UnsafeMutablePointer<RtpTransport>?
        var rtcp: UnsafeMutablePointer<RtpTransport>?
        unsafe rtp_session_get_transports(session, &rtp, &rtcp)
        let own = unsafe transport()
        unsafe own?.pointee.t_recvfrom = { transport, message, _, from, fromCount in
            guard let data = unsafe transport?.pointee.data, let message = unsafe message else {
                return JitterBuffer.nothing()
            }
            let buffer = unsafe Unmanaged<JitterBuffer>.fromOpaque(data).takeUnretainedValue()
            // The library wants an address; ours have been judged by the latch.
            unsafe cl_fill_address(from, fromCount, 0x7F00_0001, 9)
            return unsafe buffer.hand(to: message)
        }
        unsafe meta_rtp_transport_set_endpoint(rtp, own)
        let none = unsafe transport()
        unsafe none?.pointee.t_recvfrom = { _, _, _, _, _ in JitterBuffer.nothing() }
        unsafe meta_rtp_transport_set_endpoint(rtcp, none)
    }

    private func transport() -> UnsafeMutablePointer<RtpTransport>? {
        // The library frees the transport with the function that it finds in it.
        guard let memory = unsafe calloc(1, MemoryLayout<RtpTransport>.size) else { return nil }
        let transport = unsafe memory.bindMemory(to: RtpTransport.self, capacity: 1)
        unsafe transport.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        unsafe transport.pointee.t_getsocket = { _ in -1 }
        unsafe transport.pointee.t_sendto = { _, message, _, _, _ in Int32(clamping: unsafe msgdsize(message)) }
        unsafe transport.pointee.t_close = { _ in }
        unsafe transport.pointee.t_destroy = { unsafe free($0) }
        return unsafe transport
    }

    private static func nothing() -> Int32 {
        cl_set_errno(EWOULDBLOCK)
        return -1
    }

    private func hand(to message: UnsafeMutablePointer<mblk_t>) -> Int32 {
        let packet = unsafe incoming
        unsafe incoming = nil
        guard let packet = unsafe packet, let start = packet.baseAddress, let room = unsafe message.pointee.b_wptr,
            let limit = unsafe dblk_lim(message.pointee.b_datap), unsafe limit - room >= packet.count
        else { return Self.nothing() }
        unsafe UnsafeMutableRawPointer(room).copyMemory(from: start, byteCount: packet.count)
        return Int32(clamping: packet.count)
    }
}
