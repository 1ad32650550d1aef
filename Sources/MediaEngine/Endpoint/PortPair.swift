import CLinux
import Media

/// An RTP socket, the RTCP socket above it, and the plain memory of the leg that they serve.
///
/// It outlives its endpoint: at rest it stays in the epoll set with a leg that is not configured, so that late packets
/// of the old call are read, counted for nobody, and gone before the next call gets the port.
///
/// - Isolation: the media thread that watches it.
@safe
final class PortPair {
    let port: UInt16
    let leg: UnsafeMutablePointer<Leg>

    /// A pair on these sockets, which it closes when it goes.
    init(_ sockets: PortPool.Sockets, now: MediaInstant) {
        port = sockets.port
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<Leg>.stride, alignment: Leg.alignment)
        unsafe leg = memory.bindMemory(to: Leg.self, capacity: 1)
        unsafe leg.initialize(to: Leg(id: EndpointID(0), rtp: sockets.rtp, rtcp: sockets.rtcp, now: now))
    }

    deinit {
        unsafe close(leg.pointee.rtp)
        unsafe close(leg.pointee.rtcp)
        unsafe UnsafeMutableRawPointer(leg).deallocate()
    }

    /// Gives it to an endpoint.
    func serve(_ id: EndpointID, owner: UnsafeRawPointer, outbound: OutboundStream, now: MediaInstant) {
        unsafe leg.pointee = Leg(id: id, rtp: leg.pointee.rtp, rtcp: leg.pointee.rtcp, now: now)
        unsafe leg.pointee.owner = owner
        unsafe leg.pointee.outbound = outbound
    }

    /// Forgets the endpoint: whatever comes from now on is refused.
    func rest(now: MediaInstant) {
        unsafe Leg.disconnect(leg)
        unsafe leg.pointee = Leg(id: EndpointID(0), rtp: leg.pointee.rtp, rtcp: leg.pointee.rtcp, now: now)
    }
}
