import CLinux
import Dispatch
import Media
import NightbellMedia

/// A telephone on loopback: a pair of UDP sockets of the kernel's choice, driven packet by packet. What comes to it waits
/// for as long as the test likes.
final class FarEnd {
    /// A packet as it arrived.
    struct Packet: Equatable {
        let header: RTPHeader
        let payload: [UInt8]
        let from: MediaAddress
        let at: MediaInstant
    }

    private let rtp: LoopbackSocket
    private let rtcp: LoopbackSocket
    let address: MediaAddress
    var sequence: UInt16
    var timestamp: UInt32
    let ssrc: UInt32

    static let loopback = LoopbackSocket.loopback

    init(
        ipv4: UInt32 = FarEnd.loopback, ssrc: UInt32 = 0x1234_5678, sequence: UInt16 = 1_000, timestamp: UInt32 = 50_000
    ) {
        self.ssrc = ssrc
        self.sequence = sequence
        self.timestamp = timestamp
        // An even port with a free neighbour, as RTP wants it.
        while true {
            guard let first = LoopbackSocket(ipv4: ipv4), first.address.port % 2 == 0,
                let second = LoopbackSocket(ipv4: ipv4, port: first.address.port + 1)
            else { continue }
            rtp = first
            rtcp = second
            address = first.address
            return
        }
    }

    /// A socket that is bound to nothing; whoever takes it closes it.
    static func unboundSocket() -> Int32 { cl_udp_open() }

    /// Sends bytes as they are.
    func send(raw bytes: [UInt8], to remote: MediaAddress) { rtp.send(bytes, to: remote) }

    /// Sends RTCP bytes as they are to the port above `remote`.
    func send(report bytes: [UInt8], to remote: MediaAddress) {
        rtcp.send(bytes, to: MediaAddress(ipv4: remote.ipv4, port: remote.port + 1))
    }

    /// Sends the same RTCP bytes every `pause`, until the result is ended, whatever holds the test up meanwhile.
    func report(_ bytes: [UInt8], every pause: DispatchTimeInterval, to remote: MediaAddress) -> Beat {
        let above = MediaAddress(ipv4: remote.ipv4, port: remote.port + 1)
        return Beat(every: pause) { [rtcp] in rtcp.send(bytes, to: above) }
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
    func receive(within milliseconds: Int = Waiting.milliseconds) -> Packet? {
        guard let datagram = rtp.next(within: milliseconds), let header = RTPHeader(reading: datagram.bytes.span) else {
            return nil
        }
        let payload = datagram.bytes[header.payloadOffset..<(header.payloadOffset + header.payloadCount)]
        return Packet(header: header, payload: Array(payload), from: datagram.from, at: datagram.at)
    }

    /// The next RTCP datagram.
    func receiveReport(within milliseconds: Int = Waiting.milliseconds) -> [UInt8]? {
        rtcp.next(within: milliseconds)?.bytes
    }

    /// What has arrived by now.
    func drain() -> [Packet] {
        var packets: [Packet] = []
        while let packet = receive(within: 0) { packets.append(packet) }
        return packets
    }
}
