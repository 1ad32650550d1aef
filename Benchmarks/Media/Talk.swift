import CLinux
import Glibc
import Media
import MediaEngine

/// People who speak into lines of the engine, in real time, each at a moment of his own in the 20 ms.
enum Talk {
    /// Moments in 20 ms.
    private static let moments = 40

    /// Has everybody speak for so long; returns the nanoseconds that the engine's threads took for it.
    static func cost(_ lines: [(from: Peer, to: MediaAddress)], seconds: Int) -> UInt64 {
        let music = Tone.music().map(G711.microLaw)
        var packet = [UInt8](repeating: 0, count: Peer.packetBytes)
        let (start, before) = (cl_monotonic(), Usage.otherThreadsNanoseconds())
        for moment in 0..<(50 * seconds * moments) {
            let turn = moment / moments
            for index in stride(from: moment % moments, to: lines.count, by: moments) {
                for octet in 0..<160 {
                    packet[RTPHeader.count + octet] = music[(160 * (turn + index) + octet) % music.count]
                }
                Peer.number(&packet, sequence: turn, ssrc: UInt32(index))
                let line = lines[index]
                _ = packet.withUnsafeBytes {
                    cl_send_to(line.from.socket, $0.baseAddress, $0.count, line.to.ipv4, line.to.port)
                }
            }
            for peer in [lines[0].from, lines[lines.count - 1].from] { peer.drain() }
            let next = start + UInt64(moment + 1) * 20_000_000 / UInt64(moments)
            let now = cl_monotonic()
            if next > now { usleep(UInt32((next - now) / 1_000)) }
        }
        return Usage.otherThreadsNanoseconds() - before
    }
}
