import Glibc

/// A bound UDP socket. Every datagram that is sent has an outcome of its own, at once.
///
/// - Isolation: a value; the descriptor is whoever's made it, until ``close()``.
package struct DatagramSocket: Sendable {
    package let descriptor: CInt
    /// Where it is bound, with the port that the kernel chose.
    package let bound: SocketEndpoint
    /// The receive buffer that the kernel granted, in bytes.
    let receiveBuffer: Int

    /// Binds a socket.
    ///
    /// Address reuse stays off: with it, two programs could share the port and each would get half of the calls.
    ///
    /// - Throws: ``TransportError`` that names the address.
    package static func bind(to endpoint: SocketEndpoint, buffer: Int) throws(TransportError) -> DatagramSocket {
        guard let address = SocketAddressBytes(endpoint) else {
            throw TransportError(.addressUnusable, "udp \(endpoint): not an IP address.")
        }
        let family = address.family
        let type = SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let descriptor = socket(family, CInt(type), 0)
        guard descriptor >= 0 else { throw .cannotListen(.udp, endpoint, errno: errno) }
        if family == AF_INET6 { set(descriptor, CInt(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        // The privileged form first: the plain one is cut at net.core.rmem_max.
        if !set(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, buffer) { set(descriptor, SOL_SOCKET, SO_RCVBUF, buffer) }
        if !set(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, buffer) { set(descriptor, SOL_SOCKET, SO_SNDBUF, buffer) }
        guard address.withSockaddr({ Glibc.bind(descriptor, $0, $1) }) == 0,
            let bound = SocketAddressBytes.localName(of: descriptor)
        else {
            let reason = errno
            Glibc.close(descriptor)
            throw .cannotListen(.udp, endpoint, errno: reason)
        }
        var granted: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &granted, &size)
        // The kernel tells twice what one may use.
        return DatagramSocket(descriptor: descriptor, bound: bound, receiveBuffer: Int(granted) / 2)
    }

    /// Sends one datagram without waiting.
    package func send(_ bytes: [UInt8], to remote: SocketEndpoint) -> SendOutcome {
        guard remote.port != 0, let address = SocketAddressBytes(remote), address.isUnicast else {
            return .failed("\(remote) is no address of one peer")
        }
        guard address.family == (bound.isIPv6 ? AF_INET6 : AF_INET) else { return .failed("Wrong address family") }
        while true {
            let sent = address.withSockaddr { sendto(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL), $0, $1) }
            if sent >= 0 { return .sent }
            switch errno {
            case EINTR: continue
            case EAGAIN, ENOBUFS, ENOMEM: return .dropped
            case let reason: return .failed(String(cString: strerror(reason)))
            }
        }
    }

    /// Gives the port back.
    package func close() { Glibc.close(descriptor) }

    @discardableResult
    private static func set(_ descriptor: CInt, _ level: CInt, _ option: CInt, _ value: Int) -> Bool {
        var value = CInt(clamping: value)
        return setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size)) == 0
    }
}
