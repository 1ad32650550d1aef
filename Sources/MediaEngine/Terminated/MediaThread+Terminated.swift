import CLinux
import Media

/// Packets that end here: audio of a leg that is not bridged, and RTCP.
extension MediaThread {
    /// Gives audio to the leg's report session, which measures it.
    func deliver(_ leg: UnsafeMutablePointer<Leg>, count: Int, now: MediaInstant) {
        guard let owner = unsafe leg.pointee.owner else { return }
        unsafe reports(of: Endpoint.owning(owner))?.received(buffer, count: count, now: now)
    }

    /// The endpoint's report session, which is made when there is first something to report: a leg that is bridged
    /// before a packet was sent or heard never has one.
    ///
    /// - Returns: `nil` before the first offer/answer, or without memory for one.
    func reports(of endpoint: Endpoint) -> ReportSession? {
        if let reports = endpoint.reports { return reports }
        guard let parameters = endpoint.parameters else { return nil }
        endpoint.reports = unsafe ReportSession(
            leg: endpoint.leg, payloadType: parameters.payloadType, clockRate: parameters.codec.clockRate,
            interval: configuration.reportInterval)
        return endpoint.reports
    }

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
            _unsafeStart: buffer.assumingMemoryBound(to: UInt8.self), count: min(count, 2_048))
        guard count <= Self.bufferSize, RTCPCompound.isWellFormed(datagram) else {
            unsafe leg.pointee.statistics.packetsMalformed &+= 1
            return
        }
        unsafe leg.pointee.statistics.reportsReceived &+= 1
        guard unsafe leg.pointee.peer == nil, let owner = unsafe leg.pointee.owner else { return }
        unsafe reports(of: Endpoint.owning(owner))?.receivedReport(buffer, count: count, now: now)
    }
}
