import CallModel

extension TransportLayer {
    /// One datagram, in the order of admission: source and rate, then what it can be, then out to be parsed.
    func datagramArrived(_ data: UnsafeRawBufferPointer, from remote: SocketEndpoint, at local: SocketEndpoint) {
        counters.datagramsReceived += 1
        guard remote.port != 0, admit?(remote, .udp) ?? .admitted == .admitted else {
            counters.refused += 1
            return
        }
        switch DatagramContent(data) {
        case .keepAlive: counters.keepAlives += 1
        case .other: counters.notSIP += 1
        case .message: receive?(Array(data), Flow(kind: .udp, local: local, remote: remote))
        }
    }
}

/// What a datagram is, by its first bytes.
enum DatagramContent: Hashable {
    case message
    /// White space or nothing: it keeps a NAT binding open.
    case keepAlive
    /// STUN, RTP, DTLS or the like: it cannot begin a SIP message.
    case other

    init(_ bytes: some Collection<UInt8>) {
        guard let first = bytes.first(where: { $0 != 13 && $0 != 10 && $0 != 32 && $0 != 9 && $0 != 0 }) else {
            self = .keepAlive
            return
        }
        // A method or `SIP/2.0` begins with a token character (RFC 3261 §25.1), all of which are printable ASCII.
        self = bytes.first == 0 || first < 0x21 || first > 0x7e ? .other : .message
    }
}
