import CLinux
import Media

/// A telephone on loopback: a pair of UDP sockets of the kernel's choice, driven packet by packet.
final class FarEnd {
    /// A packet as it arrived.
    struct Packet: Equatable {
        let header: RTPHeader
        let payload: [UInt8]
        let from: MediaAddress
        let at: MediaInstant
    }

    /// How long a packet that must come may take: far more than it ever does, so that a busy machine fails no test.
    static let patience = 10_000

    let rtp: Int32
    let rtcp: Int32
    let address: MediaAddress
    var sequence: UInt16
    var timestamp: UInt32
    let ssrc: UInt32

    static let loopback: UInt32 = 0x7F00_0001

    init(
        ipv4: UInt32 = FarEnd.loopback, ssrc: UInt32 = 0x1234_5678, sequence: UInt16 = 1_000, timestamp: UInt32 = 50_000
    ) {
        self.ssrc = ssrc
        self.sequence = sequence
        self.timestamp = timestamp
        // An even port with a free neighbour, as RTP wants it.
        while true {
            let first = cl_udp_open()
            _ = cl_udp_bind(first, ipv4, 0)
            let port = cl_udp_port(first)
            let second = cl_udp_open()
            if port % 2 == 0, port > 0, cl_udp_bind(second, ipv4, port + 1) == 0 {
                rtp = first
                rtcp = second
                address = MediaAddress(ipv4: ipv4, port: port)
                return
            }
            close(first)
            close(second)
        }
    }

    deinit {
        close(rtp)
        close(rtcp)
    }

    /// A socket that is bound to nothing; whoever takes it closes it.
    static func unboundSocket() -> Int32 { cl_udp_open() }

    /// Sends bytes as they are.
    func send(raw bytes: [UInt8], to remote: MediaAddress) {
        _ = bytes.withUnsafeBytes { cl_send_to(rtp, $0.baseAddress, $0.count, remote.ipv4, remote.port) }
    }

    /// Sends RTCP bytes as they are to the port above `remote`.
    func send(report bytes: [UInt8], to remote: MediaAddress) {
        _ = bytes.withUnsafeBytes { cl_send_to(rtcp, $0.baseAddress, $0.count, remote.ipv4, remote.port + 1) }
    }

    /// Sends the next 20 ms of audio.
    func sendAudio(_ octet: UInt8, to remote: MediaAddress, payloadType: UInt8 = 0, marker: Bool = false) {
        send(
            raw: Self.packet(
                RTPHeader(
                    marker: marker, payloadType: payloadType, sequence: sequence, timestamp: timestamp, ssrc: ssrc),
                [UInt8](repeating: octet, count: 160)), to: remote)
        sequence &+= 1
        timestamp &+= 160
    }

    /// Sends one telephone-event packet.
    func sendEvent(
        _ event: UInt8, duration: UInt16, isEnd: Bool = false, at timestamp: UInt32, to remote: MediaAddress,
        payloadType: UInt8 = 101
    ) {
        var payload = [UInt8](repeating: 0, count: 4)
        var span = payload.mutableSpan
        TelephoneEventBlock(event: event, isEnd: isEnd, volume: 10, duration: duration).write(into: &span)
        send(
            raw: Self.packet(
                RTPHeader(
                    marker: false, payloadType: payloadType, sequence: sequence, timestamp: timestamp, ssrc: ssrc),
                payload), to: remote)
        sequence &+= 1
    }

    /// The bytes of a packet.
    static func packet(_ header: RTPHeader, _ payload: [UInt8]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: RTPHeader.count)
        var span = bytes.mutableSpan
        header.write(into: &span)
        return bytes + payload
    }

    /// The next RTP packet; `nil` when none comes within `milliseconds`.
    func receive(within milliseconds: Int = FarEnd.patience) -> Packet? {
        guard let (bytes, from) = Self.read(rtp, within: milliseconds) else { return nil }
        let at = MediaInstant(nanoseconds: cl_monotonic())
        guard let header = RTPHeader(reading: bytes.span) else { return nil }
        let end = header.payloadOffset + header.payloadCount
        return Packet(header: header, payload: Array(bytes[header.payloadOffset..<end]), from: from, at: at)
    }

    /// The next RTCP datagram.
    func receiveReport(within milliseconds: Int = FarEnd.patience) -> [UInt8]? {
        Self.read(rtcp, within: milliseconds)?.0
    }

    /// What has arrived by now.
    func drain() -> [Packet] {
        var packets: [Packet] = []
        while let packet = receive(within: 0) { packets.append(packet) }
        return packets
    }

    private static func read(_ socket: Int32, within milliseconds: Int) -> ([UInt8], MediaAddress)? {
        var watched = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, Int32(milliseconds)) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 2_048)
        var from = MediaAddress(ipv4: 0, port: 0)
        let count = bytes.withUnsafeMutableBytes {
            cl_receive(socket, $0.baseAddress, $0.count, &from.ipv4, &from.port)
        }
        guard count > 0 else { return nil }
        return (Array(bytes.prefix(count)), from)
    }
}
