import Glibc

/// An endpoint as the kernel wants it.
struct SocketAddressBytes {
    private enum Storage {
        case v4(sockaddr_in)
        case v6(sockaddr_in6)
    }

    private let storage: Storage

    /// The address of `endpoint`; `nil` when its host is no IP address.
    init?(_ endpoint: SocketEndpoint) {
        if let host = Self.ipv4(endpoint.host) {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = endpoint.port.bigEndian
            address.sin_addr.s_addr = host.bigEndian
            storage = .v4(address)
        } else {
            var address = sockaddr_in6()
            guard inet_pton(AF_INET6, endpoint.host, &address.sin6_addr) == 1 else { return nil }
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = endpoint.port.bigEndian
            storage = .v6(address)
        }
    }

    var family: CInt {
        switch storage {
        case .v4: AF_INET
        case .v6: AF_INET6
        }
    }

    /// Whether it names one peer: not 0.0.0.0, multicast or broadcast. A registered contact may name anything, and what
    /// we send must never be multiplied.
    var isUnicast: Bool {
        switch storage {
        case .v4(let address):
            let first = UInt32(bigEndian: address.sin_addr.s_addr) >> 24
            return first != 0 && first < 224
        case .v6(var address):
            return withUnsafeBytes(of: &address.sin6_addr) { bytes in
                bytes[0] != 0xff && bytes.contains { $0 != 0 }
            }
        }
    }

    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch storage {
        case .v4(let address): Self.rebound(address, body)
        case .v6(let address): Self.rebound(address, body)
        }
    }

    private static func rebound<Address, Result>(
        _ address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    /// Where a socket is bound.
    static func localName(of descriptor: CInt) -> SocketEndpoint? { name(of: descriptor, getsockname) }

    /// Whom a socket is connected to.
    static func remoteName(of descriptor: CInt) -> SocketEndpoint? { name(of: descriptor, getpeername) }

    private static func name(
        of descriptor: CInt, _ ask: (CInt, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> CInt
    ) -> SocketEndpoint? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let done = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(descriptor, $0, &size) }
        }
        return done == 0 ? SocketEndpoint(&storage) : nil
    }

    // inet_pton takes 150 ns and a C string; this is on the path of every datagram.
    static func ipv4(_ text: String) -> UInt32? {
        var value: UInt32 = 0
        var octet: UInt32?
        var dots = 0
        for character in text.utf8 {
            if character == UInt8(ascii: ".") {
                guard let complete = octet, dots < 3 else { return nil }
                value = value << 8 | complete
                dots += 1
                octet = nil
            } else {
                guard character >= UInt8(ascii: "0"), character <= UInt8(ascii: "9"), octet != 0 else { return nil }
                octet = (octet ?? 0) * 10 + UInt32(character - UInt8(ascii: "0"))
                guard octet ?? 0 <= 255 else { return nil }
            }
        }
        guard dots == 3, let last = octet else { return nil }
        return value << 8 | last
    }
}

extension SocketEndpoint {
    init(_ address: sockaddr_in) {
        self.init(
            host: Self.dottedQuad(UInt32(bigEndian: address.sin_addr.s_addr)),
            port: UInt16(bigEndian: address.sin_port))
    }

    // Digit by digit, because it is done for every datagram: interpolation takes ten times as long.
    private static func dottedQuad(_ host: UInt32) -> String {
        // At most 15 characters: a small string, without an allocation. The dots are there already.
        var text = InlineArray<15, UInt8>(repeating: UInt8(ascii: "."))
        var count = 0
        for place in 0..<4 {
            let octet = UInt8(truncatingIfNeeded: host >> UInt32(24 - 8 * place))
            if place > 0 { count += 1 }
            var unit: UInt8 = octet >= 100 ? 100 : octet >= 10 ? 10 : 1
            while unit > 0 {
                text[count] = UInt8(ascii: "0") + octet / unit % 10
                count += 1
                unit /= 10
            }
        }
        guard let ascii = try? UTF8Span(validating: text.span.extracting(..<count)) else { return "" }
        return String(copying: ascii)
    }

    init(_ address: sockaddr_in6) {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        var bytes = address.sin6_addr
        inet_ntop(AF_INET6, &bytes, &text, socklen_t(text.count))
        let end = text.firstIndex(of: 0) ?? text.count
        self.init(
            host: String(decoding: text[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self),
            port: UInt16(bigEndian: address.sin6_port))
    }

    /// The endpoint of what the kernel wrote; `nil` for what is no IP address.
    init?(_ address: UnsafePointer<sockaddr_storage>) {
        switch CInt(address.pointee.ss_family) {
        case AF_INET:
            self.init(UnsafeRawPointer(address).assumingMemoryBound(to: sockaddr_in.self).pointee)
        case AF_INET6:
            self.init(UnsafeRawPointer(address).assumingMemoryBound(to: sockaddr_in6.self).pointee)
        default: return nil
        }
    }
}

extension TransportError {
    /// What a failed bind means to the operator.
    static func cannotListen(_ kind: TransportKind, _ endpoint: SocketEndpoint, errno reason: CInt) -> TransportError {
        let place = "\(kind.rawValue) \(endpoint)"
        switch reason {
        case EADDRINUSE: return TransportError(.addressInUse, "\(place) is in use by another program.")
        case EADDRNOTAVAIL: return TransportError(.addressUnusable, "\(place): this machine does not have the address.")
        case EACCES, EPERM:
            return TransportError(.addressUnusable, "\(place): the port needs a privilege that this process lacks.")
        default: return TransportError(.addressUnusable, "\(place): \(String(cString: strerror(reason))).")
        }
    }
}
