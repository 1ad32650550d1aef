import Media
import MediaEngine
import NightbellMedia

@testable import MediaProcess

/// A telephone's audio on loopback: one UDP socket of the kernel's choice, driven packet by packet.
final class Telephone {
    private let socket: LoopbackSocket
    private var sequence: UInt16 = 1_000
    private let ssrc: UInt32

    init(ssrc: UInt32) throws {
        self.ssrc = ssrc
        guard let socket = LoopbackSocket() else { throw MediaProcessError("no port of loopback is free") }
        self.socket = socket
    }

    var address: MediaAddress { socket.address }

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
        socket.send(bytes, to: remote)
    }

    /// The first octet of the next packet, and its header; `nil` when none comes.
    func hear(within milliseconds: Int = Waiting.milliseconds) -> (octet: UInt8, header: RTPHeader)? {
        guard let datagram = socket.next(within: milliseconds), datagram.bytes.count > 12,
            let header = RTPHeader(reading: datagram.bytes.span)
        else { return nil }
        return (datagram.bytes[header.payloadOffset], header)
    }
}
