import CLinux
package import CallModel
import Glibc

/// The room into which datagrams are taken, one for all sockets: they are read one after another.
///
/// - Isolation: the signalling loop.
@Signalling
package enum Datagrams {
    private static let capacity: CInt = 16
    /// One slot holds the largest datagram there is, so that none is cut short unseen.
    private static let room = cl_datagrams_make(capacity, 65_536)

    /// Takes what waits in a socket, 16 datagrams at the most, and hands over each with its sender. The bytes are there
    /// until `each` returns, which must not take datagrams itself.
    ///
    /// - Returns: why nothing could be taken, in words; `nil` when something was, or nothing waits.
    package static func take(
        from descriptor: CInt, _ each: (UnsafeRawBufferPointer, SocketEndpoint) -> Void
    ) -> String? {
        guard let room else { return "there is no memory to read datagrams into" }
        let taken = cl_datagrams_take(room, descriptor)
        guard taken > 0 else { return taken == 0 || taken == -EAGAIN ? nil : String(cString: strerror(-taken)) }
        for index in 0..<taken {
            var count = 0
            guard let bytes = cl_datagrams_bytes(room, index, &count), let sender = cl_datagrams_sender(room, index),
                let remote = SocketEndpoint(sender)
            else { continue }
            each(UnsafeRawBufferPointer(start: bytes, count: count), remote)
        }
        return nil
    }
}
