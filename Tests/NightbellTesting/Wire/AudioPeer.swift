package import CallModel
import Media
import SIP
package import SIPStack

/// The audio of a peer: sends G.711 frames and digits (RFC 4733), and keeps what it hears.
///
/// Audio is told apart by markers: frames of one octet, 160 times. Nothing is paced: a packet that is sent is sent at
/// once.
///
/// - Isolation: signalling.
@Signalling
package final class AudioPeer {
    private let socket: WireSocket
    private var remote: SocketEndpoint?
    private var sequence: UInt16 = 1_000
    private var timestamp: UInt32 = 160_000
    private let source: UInt32
    /// How many frames of each marker were heard.
    package private(set) var frames: [UInt8: Int] = [:]
    /// Packets of any kind that came.
    package private(set) var packets = 0
    private var version = 0

    private init(_ socket: WireSocket) {
        self.socket = socket
        source = 0x4E42_0000 | UInt32(socket.endpoint.port)
        socket.onDatagram = { [weak self] bytes, _ in self?.arrived(bytes) }
    }

    /// Audio on a free port of `host`.
    ///
    /// - Parameter hears: whether it reads what comes; one that does not costs nothing.
    package static func open(on host: String, hears: Bool = true) async throws -> AudioPeer {
        AudioPeer(try await WireSocket.bind(on: host, reads: hears))
    }

    /// Its address.
    package var endpoint: SocketEndpoint { socket.endpoint }

    /// A description of it: G.711 µ-law and telephone-event unless told otherwise.
    package func description(
        _ direction: String = "sendrecv", formats: [(type: Int, map: String)] = [(0, "PCMU/8000"), (101, events)]
    ) -> [UInt8] {
        version += 1
        let host = endpoint.host
        var text = "v=0\r\no=- 4711 \(version) IN IP4 \(host)\r\ns=-\r\nc=IN IP4 \(host)\r\nt=0 0\r\n"
        text += "m=audio \(endpoint.port) RTP/AVP \(formats.map { "\($0.type)" }.joined(separator: " "))\r\n"
        for format in formats { text += "a=rtpmap:\(format.type) \(format.map)\r\n" }
        text += "a=\(direction)\r\n"
        return Array(text.utf8)
    }

    /// The rtpmap of telephone-event.
    package nonisolated static let events = "telephone-event/8000"

    /// Learns where to send from the other side's description.
    package func take(_ description: [UInt8]) throws {
        let session = try SessionDescription(description)
        guard let audio = session.media.first(where: { $0.kind == "audio" }),
            let host = (audio.connection ?? session.connection)?.host
        else { throw WireTimeout("no audio in the description") }
        remote = SocketEndpoint(host: host, port: audio.port)
    }

    // MARK: Speaking

    /// Sends frames of this marker.
    package func speak(_ marker: UInt8, frames: Int = 5, type: UInt8 = 0) {
        for index in 0..<frames {
            send([UInt8](repeating: marker, count: 160), type: type, isMarked: index == 0)
            timestamp &+= 160
        }
    }

    /// Presses a key: three packets while it is down, three that say it is up (RFC 4733 §2.5.1.4).
    package func press(_ key: Character, type: UInt8 = 101) {
        guard let event = "0123456789*#ABCD".firstIndex(of: key) else { return }
        let code = UInt8("0123456789*#ABCD".distance(from: "0123456789*#ABCD".startIndex, to: event))
        for step in 1...6 {
            let duration = UInt16(min(step, 4) * 160)
            send(
                [code, step > 3 ? 0x8A : 0x0A, UInt8(duration >> 8), UInt8(duration & 255)], type: type,
                isMarked: step == 1)
        }
        timestamp &+= 800
    }

    private func send(_ payload: [UInt8], type: UInt8, isMarked: Bool) {
        guard let remote else { return }
        var packet = [UInt8](repeating: 0, count: RTPHeader.count)
        var span = packet.mutableSpan
        RTPHeader(marker: isMarked, payloadType: type, sequence: sequence, timestamp: timestamp, ssrc: source)
            .write(into: &span)
        sequence &+= 1
        socket.send(packet + payload, to: remote)
    }

    // MARK: Hearing

    /// Waits until so many frames more of this marker were heard than `since`.
    package func hear(_ marker: UInt8, _ what: String, frames wanted: Int = 2, since: Int = 0) async throws {
        try await eventually("\(what) (\(marker)); heard \(frames), \(packets) packets") {
            self.frames[marker, default: 0] >= since + wanted
        }
    }

    /// Closes its socket.
    package func close() async { await socket.close() }

    private func arrived(_ bytes: [UInt8]) {
        packets += 1
        guard let header = RTPHeader(reading: bytes.span) else { return }
        let payload = bytes[header.payloadOffset..<(header.payloadOffset + header.payloadCount)]
        guard let first = payload.first, payload.allSatisfy({ $0 == first }) else { return }
        frames[first, default: 0] += 1
    }
}
