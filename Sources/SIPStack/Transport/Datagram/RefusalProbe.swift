import Glibc

/// Learns from the kernel whether nobody listens at a UDP endpoint (ICMP "port unreachable").
///
/// It has a port of its own and sends one keep-alive (RFC 5626 §3.5.1), which every SIP element passes over. The socket
/// is connected, because the kernel tells only such a one of ICMP errors, and it hears no datagram but its peer's.
///
/// - Isolation: a value that owns its descriptor.
struct RefusalProbe: ~Copyable {
    enum Finding: Hashable {
        /// Nothing came back: somebody listens, something in between swallows, or it is too early.
        case nothing
        /// The host says that nobody listens at this port.
        case refused
    }

    private let descriptor: CInt

    /// Sends the keep-alive from `source`, an address of ours; `nil` when that cannot be done.
    init?(to remote: SocketEndpoint, from source: String) {
        guard remote.port != 0, let address = SocketAddressBytes(remote), address.isUnicast,
            let own = SocketAddressBytes(SocketEndpoint(host: source, port: 0)), own.family == address.family
        else { return nil }
        let type = SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let opened = socket(address.family, CInt(type), 0)
        guard opened >= 0 else { return nil }
        let keepAlive: [UInt8] = [13, 10, 13, 10]
        guard own.withSockaddr({ Glibc.bind(opened, $0, $1) }) == 0,
            address.withSockaddr({ Glibc.connect(opened, $0, $1) }) == 0,
            Glibc.send(opened, keepAlive, keepAlive.count, CInt(MSG_NOSIGNAL)) == keepAlive.count
        else {
            Glibc.close(opened)
            return nil
        }
        descriptor = opened
    }

    /// What is known by now. Never waits.
    func finding() -> Finding {
        var byte: UInt8 = 0
        guard recv(descriptor, &byte, 1, CInt(MSG_DONTWAIT)) < 0, errno == ECONNREFUSED else {
            return .nothing
        }
        return .refused
    }

    deinit { Glibc.close(descriptor) }
}
