import CLinux
import Media

/// RTCP, which ends here for every leg, bridged or not.
extension MediaThread {
    /// Takes one datagram of a leg's RTCP socket.
    func receiveReport(_ leg: UnsafeMutablePointer<Leg>, now: MediaInstant) {
        var source = MediaAddress(ipv4: 0, port: 0)
        var count = unsafe cl_receive(leg.pointee.rtcp, buffer, Self.bufferSize, &source.ipv4, &source.port)
        guard count > 0, unsafe leg.pointee.isConfigured else { return }
        guard unsafe source.ipv4 == leg.pointee.remote.ipv4 else {
            unsafe leg.pointee.statistics.packetsRefused &+= 1
            return
        }
        if let context = unsafe leg.pointee.protectsIn {
            count = count <= Self.bufferSize ? unsafe Leg.unprotectedReport(context, buffer, count: count) : 0
            guard count > 0 else {
                unsafe leg.pointee.statistics.packetsRefused &+= 1
                return
            }
        }
        let datagram = unsafe Span<UInt8>(
            _unsafeStart: buffer.assumingMemoryBound(to: UInt8.self), count: min(count, Self.bufferSize))
        guard count <= Self.bufferSize,
            let facts = unsafe RTCPFacts(reading: datagram, about: leg.pointee.outbound.ssrc)
        else {
            unsafe leg.pointee.statistics.packetsMalformed &+= 1
            return
        }
        unsafe leg.pointee.statistics.reportsReceived &+= 1
        // Whose audio was learned to come through a NAT has its RTCP there too; the source must be that of the audio.
        if unsafe leg.pointee.learnsReportPort, unsafe leg.pointee.reception.hasSource,
            unsafe facts.sender == leg.pointee.reception.ssrc
        {
            unsafe leg.pointee.reportPort = source.port
        }
        unsafe leg.pointee.reports.take(
            facts, perMillisecond: leg.pointee.outbound.perMillisecond, now: now, wall: wall)
    }

    /// Sends a report of a leg that has sent or heard something.
    ///
    /// - Parameter isLast: it says BYE.
    func report(_ leg: UnsafeMutablePointer<Leg>, isLast: Bool = false, now: MediaInstant) {
        guard unsafe leg.pointee.statistics.packetsSent > 0 || leg.pointee.reception.hasSource else { return }
        var span = unsafe MutableSpan<UInt8>(
            _unsafeStart: buffer.assumingMemoryBound(to: UInt8.self), count: ReportExchange.maximumCount)
        let sent = unsafe ReportExchange.Sent(
            packets: leg.pointee.statistics.packetsSent, octets: leg.pointee.octetsSent)
        let count = unsafe leg.pointee.reports.write(
            into: &span, leg.pointee.outbound, sent, &leg.pointee.reception, now: now, wall: wall, isLast: isLast)
        unsafe Leg.sendReport(leg, buffer, count: count)
    }
}
