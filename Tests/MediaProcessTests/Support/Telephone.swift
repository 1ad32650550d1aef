import CLinux
import Media

/// A telephone's audio on loopback: one UDP socket of the kernel's choice, driven packet by packet.
final class Telephone {
    /// How long something that must come may take: far more than it ever does, so that a busy machine fails no test.
    static let patience: Int32 = 10_000
    static let loopback: UInt32 = 0x7F00_0001

    let address: MediaAddress
    private let socket: Int32
    private var sequence: UInt16 = 1_000
    private let ssrc: UInt32

    init(ssrc: UInt32) {
        self.ssrc = ssrc
        socket = cl_udp_open()
        _ = cl_udp_bind(socket, Self.loopback, 0)
        address = MediaAddress(ipv4: Self.loopback, port: cl_udp_port(socket))
    }

    deinit { close(socket) }

    /// How to talk to it in µ-law.
    var parameters: StreamParameters {
        StreamParameters(
            remote: address, codec: .pcmu, payloadType: 0, telephoneEventSend: 101, telephoneEventReceive: 101)
    }

    /// Sends 20 ms of one octet.
    func say(_ octet: UInt8, to remote: MediaAddress) {
        var bytes = [UInt8](repeating: octet, count: 172)
        var span = bytes.mutableSpan
        RTPHeader(
            marker: false, payloadType: 0, sequence: sequence, timestamp: UInt32(sequence) &* 160, ssrc: ssrc
        ).write(into: &span)
        sequence &+= 1
        _ = bytes.withUnsafeBytes { cl_send_to(socket, $0.baseAddress, $0.count, remote.ipv4, remote.port) }
    }

    /// The first octet of the next packet, and its header; `nil` when none comes.
    func hear(within milliseconds: Int32 = patience) -> (octet: UInt8, header: RTPHeader)? {
        var watched = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, milliseconds) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 2_048)
        var from = MediaAddress(ipv4: 0, port: 0)
        let count = bytes.withUnsafeMutableBytes {
            cl_receive(socket, $0.baseAddress, $0.count, &from.ipv4, &from.port)
        }
        guard count > 12, let header = RTPHeader(reading: Array(bytes[..<count]).span) else { return nil }
        return (bytes[header.payloadOffset], header)
    }
}
