import CLinux
import Synchronization

/// An address of loopback that nobody else has, of this process or of another: a port there that was given back stays free.
package final class LoopbackAddress: Sendable {
    /// 127.32.0.0 to 127.63.255.255, in host byte order.
    package let ipv4: UInt32
    /// Whoever has this port has the address.
    private let claim: Int32

    private static let next = Atomic<UInt32>(UInt32(getpid()) &* 1_021)

    package init() {
        while true {
            let number = Self.next.wrappingAdd(1, ordering: .relaxed).oldValue
            let (ipv4, claim) = (0x7F20_0000 | number & 0x1F_FFFF, cl_udp_open())
            if cl_udp_bind(claim, ipv4, 65_535) == 0 {
                self.ipv4 = ipv4
                self.claim = claim
                return
            }
            close(claim)
        }
    }

    deinit { close(claim) }
}
