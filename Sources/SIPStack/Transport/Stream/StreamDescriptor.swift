import Glibc

/// What is asked of the kernel for a TCP socket.
enum StreamDescriptor {
    /// A listening socket, and where it is bound.
    static func listening(
        at endpoint: SocketEndpoint, _ kind: TransportKind
    ) throws(TransportError) -> (descriptor: CInt, bound: SocketEndpoint) {
        guard let address = SocketAddressBytes(endpoint) else {
            throw TransportError(.addressUnusable, "\(kind.rawValue) \(endpoint): not an IP address.")
        }
        let descriptor = open(address.family)
        guard descriptor >= 0 else { throw .cannotListen(kind, endpoint, errno: errno) }
        // Connections of an earlier process that still linger must not keep this one from its port.
        set(descriptor, SOL_SOCKET, SO_REUSEADDR)
        if address.family == AF_INET6 { set(descriptor, CInt(IPPROTO_IPV6), IPV6_V6ONLY) }
        guard address.withSockaddr({ bind(descriptor, $0, $1) }) == 0, listen(descriptor, 256) == 0,
            let bound = SocketAddressBytes.localName(of: descriptor)
        else {
            let reason = errno
            close(descriptor)
            throw .cannotListen(kind, endpoint, errno: reason)
        }
        return (descriptor, bound)
    }

    /// A socket that is being connected: it can be written when that is over, and ``failure(of:)`` says how it went.
    static func connecting(to remote: SocketEndpoint) throws(TransportError) -> CInt {
        guard remote.port != 0, let address = SocketAddressBytes(remote), address.isUnicast else {
            throw TransportError(.addressUnusable, "\(remote) is no address of one peer.")
        }
        let descriptor = open(address.family)
        guard descriptor >= 0 else { throw cannotConnect(remote, errno) }
        prepare(descriptor)
        guard address.withSockaddr({ connect(descriptor, $0, $1) }) == 0 || errno == EINPROGRESS else {
            let reason = errno
            close(descriptor)
            throw cannotConnect(remote, reason)
        }
        return descriptor
    }

    /// What every connection wants: messages leave at once, and a peer that is gone is found out in the end.
    static func prepare(_ descriptor: CInt) {
        set(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY)
        set(descriptor, SOL_SOCKET, SO_KEEPALIVE)
    }

    /// Why connecting failed; 0 when it did not.
    static func failure(of descriptor: CInt) -> CInt {
        var reason: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &reason, &size) == 0 ? reason : errno
    }

    private static func open(_ family: CInt) -> CInt {
        socket(family, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    private static func cannotConnect(_ remote: SocketEndpoint, _ reason: CInt) -> TransportError {
        TransportError(.connectFailed, "Connecting to \(remote): \(String(cString: strerror(reason)))")
    }

    private static func set(_ descriptor: CInt, _ level: CInt, _ option: CInt) {
        var on: CInt = 1
        setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<CInt>.size))
    }
}
