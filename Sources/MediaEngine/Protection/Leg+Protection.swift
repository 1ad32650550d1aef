import CLinux
import CSRTP
import Media

/// SRTP around a leg's packets. Nothing here runs for a leg that is not encrypted.
extension Leg {
    /// Sends a packet encrypted, in place.
    static func sendProtected(
        _ leg: UnsafeMutablePointer<Leg>, _ context: OpaquePointer, _ packet: UnsafeMutableRawPointer, count: Int
    ) {
        var length = Int32(count)
        guard unsafe srtp_protect(context, packet, &length) == srtp_err_status_ok else {
            // A number that was used before: a packet that the far side of a bridge sent twice.
            unsafe leg.pointee.statistics.sendErrors &+= 1
            return
        }
        unsafe transmit(leg, packet, count: Int(length))
    }

    /// Sends an RTCP compound encrypted, in place.
    static func sendProtectedReport(
        _ leg: UnsafeMutablePointer<Leg>, _ context: OpaquePointer, _ packet: UnsafeMutableRawPointer, count: Int
    ) {
        var length = Int32(count)
        guard unsafe srtp_protect_rtcp(context, packet, &length) == srtp_err_status_ok else { return }
        unsafe transmitReport(leg, packet, count: Int(length))
    }

    /// Decrypts what was received, in place.
    ///
    /// - Returns: the bytes that are left; 0 when it is not the peer's, was changed on its way, or came before.
    static func unprotected(_ context: OpaquePointer, _ packet: UnsafeMutableRawPointer, count: Int) -> Int {
        var length = Int32(count)
        return unsafe srtp_unprotect(context, packet, &length) == srtp_err_status_ok ? Int(length) : 0
    }

    /// The same for an RTCP compound.
    static func unprotectedReport(_ context: OpaquePointer, _ packet: UnsafeMutableRawPointer, count: Int) -> Int {
        var length = Int32(count)
        return unsafe srtp_unprotect_rtcp(context, packet, &length) == srtp_err_status_ok ? Int(length) : 0
    }
}
