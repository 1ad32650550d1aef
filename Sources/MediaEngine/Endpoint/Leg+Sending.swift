import CLinux
import Media

extension Leg {
    /// Sends a datagram to where the leg's peer is.
    ///
    /// - Parameter packet: is encrypted in place where that was agreed on; behind it is room for ``ProtectionContext/trailer``.
    @inline(__always)
    static func send(_ leg: UnsafeMutablePointer<Leg>, _ packet: UnsafeMutableRawPointer, count: Int) {
        guard unsafe leg.pointee.hasDestination else { return }
        unsafe leg.pointee.octetsSent &+= UInt64(count &- RTPHeader.count)
        if let context = unsafe leg.pointee.protectsOut {
            return unsafe sendProtected(leg, context, packet, count: count)
        }
        unsafe transmit(leg, packet, count: count)
    }

    /// Hands a datagram to the kernel.
    @inline(__always)
    static func transmit(_ leg: UnsafeMutablePointer<Leg>, _ packet: UnsafeMutableRawPointer, count: Int) {
        var sent: Int
        if unsafe leg.pointee.isConnected {
            sent = unsafe cl_send(leg.pointee.rtp, packet, count)
            // The kernel tells with this call what ICMP said of an earlier packet, and does not send this one.
            if sent == -Int(ECONNREFUSED) {
                unsafe refusedByPort(leg)
                sent = unsafe cl_send(leg.pointee.rtp, packet, count)
            }
        } else {
            let to = unsafe leg.pointee.remote
            sent = unsafe cl_send_to(leg.pointee.rtp, packet, count, to.ipv4, to.port)
        }
        guard sent == count else {
            unsafe leg.pointee.statistics.sendErrors &+= 1
            return
        }
        unsafe leg.pointee.statistics.packetsSent &+= 1
        unsafe leg.pointee.statistics.bytesSent &+= UInt64(count)
    }

    /// The far machine said that nobody listens where we send to.
    static func refusedByPort(_ leg: UnsafeMutablePointer<Leg>) {
        unsafe leg.pointee.portClosed = MediaInstant(nanoseconds: cl_monotonic())
    }

    /// Connects the socket once the peer was heard and its address is final, so that the kernel refuses all others.
    ///
    /// Not before: a peer that sends from another port than it says would be refused uncounted, and nobody would know why
    /// it is not heard.
    ///
    /// - Parameter evenUnheard: nothing came from anywhere in all the time that is waited for, so that nothing is lost by
    ///   it; and only a connected socket is told that the far port is closed.
    static func connectIfFinal(_ leg: UnsafeMutablePointer<Leg>, now: MediaInstant, evenUnheard: Bool = false) {
        guard unsafe !leg.pointee.isConnected, unsafe leg.pointee.hasDestination,
            unsafe leg.pointee.latch.hasHeard || evenUnheard, unsafe leg.pointee.latch.isFinal(now: now)
        else { return }
        let address = unsafe leg.pointee.remote
        // Where there is no route now there may be one later: until then each packet is sent with its address.
        unsafe leg.pointee.isConnected = cl_udp_connect(leg.pointee.rtp, address.ipv4, address.port) == 0
    }

    static func disconnect(_ leg: UnsafeMutablePointer<Leg>) {
        guard unsafe leg.pointee.isConnected else { return }
        unsafe _ = cl_udp_disconnect(leg.pointee.rtp)
        unsafe leg.pointee.isConnected = false
        unsafe leg.pointee.isFiltered = false
    }

    /// Sends an RTCP compound to the port above the peer's (RFC 3550 §11), or to where its own come from.
    static func sendReport(_ leg: UnsafeMutablePointer<Leg>, _ packet: UnsafeMutableRawPointer, count: Int) {
        guard unsafe leg.pointee.hasDestination, unsafe leg.pointee.isConfigured,
            unsafe leg.pointee.remote.port < .max || leg.pointee.reportPort != 0
        else { return }
        if let context = unsafe leg.pointee.protectsOut {
            return unsafe sendProtectedReport(leg, context, packet, count: count)
        }
        unsafe transmitReport(leg, packet, count: count)
    }

    /// Hands an RTCP datagram to the kernel.
    static func transmitReport(_ leg: UnsafeMutablePointer<Leg>, _ packet: UnsafeMutableRawPointer, count: Int) {
        let to = unsafe leg.pointee.remote
        let port = unsafe leg.pointee.reportPort == 0 ? to.port &+ 1 : leg.pointee.reportPort
        let sent = unsafe cl_send_to(leg.pointee.rtcp, packet, count, to.ipv4, port)
        if sent != count { unsafe leg.pointee.statistics.sendErrors &+= 1 }
    }
}
