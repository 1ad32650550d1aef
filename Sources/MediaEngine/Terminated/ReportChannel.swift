import CLinux
import COrtp
import Media

/// The two transports through which a report session reaches the network: our sockets, our checks.
@safe
final class ReportChannel {
    /// The packet that the session may read now, once.
    var incoming: UnsafeRawBufferPointer?
    /// The RTCP compound that the session may read now, once.
    var incomingReport: UnsafeRawBufferPointer?
    private let leg: UnsafeMutablePointer<Leg>

    init(leg: UnsafeMutablePointer<Leg>) { unsafe self.leg = leg }

    /// A transport for RTP, owned by the session that gets it; `nil` without memory.
    func rtpTransport() -> UnsafeMutablePointer<RtpTransport>? {
        let transport = unsafe makeTransport()
        unsafe transport?.pointee.t_sendto = { transport, message, _, _, _ in
            guard let channel = unsafe ReportChannel.of(transport), let message = unsafe message else { return -1 }
            let count = unsafe msgdsize(message)
            unsafe msgpullup(message, count)
            guard let start = unsafe message.pointee.b_rptr else { return -1 }
            unsafe Leg.send(channel.leg, UnsafeMutableRawPointer(start), count: count)
            return Int32(clamping: count)
        }
        unsafe transport?.pointee.t_recvfrom = { transport, message, _, from, fromCount in
            guard let channel = unsafe ReportChannel.of(transport) else { return ReportChannel.nothing() }
            let packet = unsafe channel.incoming
            unsafe channel.incoming = nil
            return unsafe channel.hand(packet, to: message, from: from, fromCount)
        }
        return unsafe transport
    }

    /// A transport for RTCP, owned by the session that gets it; `nil` without memory.
    func rtcpTransport() -> UnsafeMutablePointer<RtpTransport>? {
        let transport = unsafe makeTransport()
        unsafe transport?.pointee.t_sendto = { transport, message, _, _, _ in
            guard let channel = unsafe ReportChannel.of(transport), let message = unsafe message else { return -1 }
            let count = unsafe msgdsize(message)
            unsafe msgpullup(message, count)
            guard let start = unsafe message.pointee.b_rptr else { return -1 }
            unsafe Leg.sendReport(channel.leg, UnsafeMutableRawPointer(start), count: count)
            return Int32(clamping: count)
        }
        unsafe transport?.pointee.t_recvfrom = { transport, message, _, from, fromCount in
            guard let channel = unsafe ReportChannel.of(transport) else { return ReportChannel.nothing() }
            let packet = unsafe channel.incomingReport
            unsafe channel.incomingReport = nil
            return unsafe channel.hand(packet, to: message, from: from, fromCount)
        }
        return unsafe transport
    }

    private func makeTransport() -> UnsafeMutablePointer<RtpTransport>? {
        // The library frees the transport with the function that it finds in it.
        guard let memory = unsafe calloc(1, MemoryLayout<RtpTransport>.size) else { return nil }
        let transport = unsafe memory.bindMemory(to: RtpTransport.self, capacity: 1)
        unsafe transport.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        unsafe transport.pointee.t_getsocket = { _ in -1 }
        unsafe transport.pointee.t_close = { _ in }
        unsafe transport.pointee.t_destroy = { unsafe free($0) }
        return unsafe transport
    }

    private static func of(_ transport: UnsafeMutablePointer<RtpTransport>?) -> ReportChannel? {
        guard let data = unsafe transport?.pointee.data else { return nil }
        return unsafe Unmanaged<ReportChannel>.fromOpaque(data).takeUnretainedValue()
    }

    private static func nothing() -> Int32 {
        cl_set_errno(EWOULDBLOCK)
        return -1
    }

    private func hand(
        _ packet: UnsafeRawBufferPointer?, to message: UnsafeMutablePointer<mblk_t>?,
        from: UnsafeMutablePointer<sockaddr>?, _ fromCount: UnsafeMutablePointer<socklen_t>?
    ) -> Int32 {
        guard let packet = unsafe packet, let start = packet.baseAddress, let message = unsafe message,
            let room = unsafe message.pointee.b_wptr, let limit = unsafe dblk_lim(message.pointee.b_datap),
            unsafe limit - room >= packet.count
        else { return Self.nothing() }
        unsafe UnsafeMutableRawPointer(room).copyMemory(from: start, byteCount: packet.count)
        let address = unsafe leg.pointee.remote
        unsafe cl_fill_address(from, fromCount, address.ipv4, address.port)
        return Int32(clamping: packet.count)
    }
}
