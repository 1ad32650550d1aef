import CLinux
import Glibc
import Media
import MediaEngine

/// A million packets through one bridge: memory stays where it was, and none is lost or out of order.
enum Soak {
    /// Packets on their way at once: fewer than a socket keeps.
    private static let window = 64

    static func run(packets: Int) throws -> String {
        let rig = try Rig(endpoints: 8)
        let (left, right) = (Peer(), Peer())
        defer {
            left.close()
            right.close()
            rig.engine.stop()
        }
        let a = try rig.open(1, to: left.address)
        _ = try rig.open(2, to: right.address)
        rig.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        usleep(50_000)
        var packet = [UInt8](repeating: 0xD5, count: 172)
        var heard = [UInt8](repeating: 0, count: 2_048)
        var readings: [Int] = []
        var (lost, disordered) = (0, 0)
        var last: UInt16?
        for first in stride(from: 0, to: packets, by: window) {
            let batch = min(window, packets - first)
            for index in first..<(first + batch) {
                var span = packet.mutableSpan
                RTPHeader(
                    marker: false, payloadType: 0, sequence: UInt16(truncatingIfNeeded: index),
                    timestamp: UInt32(truncatingIfNeeded: index &* 160), ssrc: 7
                ).write(into: &span)
                _ = packet.withUnsafeBytes { cl_send_to(left.socket, $0.baseAddress, $0.count, a.ipv4, a.port) }
            }
            for _ in 0..<batch {
                var wait = pollfd(fd: right.socket, events: Int16(POLLIN), revents: 0)
                guard poll(&wait, 1, 2_000) > 0 else {
                    lost += 1
                    continue
                }
                var from = MediaAddress(ipv4: 0, port: 0)
                let count = heard.withUnsafeMutableBytes {
                    cl_receive(right.socket, $0.baseAddress, $0.count, &from.ipv4, &from.port)
                }
                let sequence = UInt16(heard[2]) << 8 | UInt16(heard[3])
                if count != 172 || last.map({ $0 &+ 1 != sequence }) ?? false { disordered += 1 }
                last = sequence
            }
            if (first / window).isMultiple(of: max(1, packets / window / 20)) { readings.append(Usage.residentKiB()) }
        }
        let after = Usage.residentKiB()
        let settled = readings.dropFirst(2).first ?? after
        return """
            \(packets) packets, \(lost) lost, \(disordered) out of order; resident \(settled) KiB after \
            \(packets / 10), \(after) KiB at the end, \(readings.max() ?? after) KiB at the most
            """
    }
}
