import CLinux
import Glibc
import Media
import MediaEngine

/// Many prompts at once: how late or early each packet is, against 20 ms after the one before it on the average.
///
/// One socket hears them all, and the kernel says when each came (SO_TIMESTAMPNS is read by the tap of the interop tests;
/// here the receiver does nothing else, and its own clock at the receipt is as good to some microseconds).
enum Pacing {
    static func run(prompts: Int, seconds: Int) throws -> String {
        let rig = try Rig(endpoints: prompts + 8)
        let ear = Peer()
        defer {
            ear.close()
            rig.engine.stop()
        }
        var room: Int32 = 8 << 20
        setsockopt(ear.socket, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        var ports: [UInt16: Int] = [:]
        for index in 0..<prompts { ports[try rig.open(UInt64(index + 1), to: ear.address).port] = index }
        rig.engine.send(
            (0..<prompts).map {
                .play(EndpointID(UInt64($0 + 1)), PlaybackID(1), [PromptStore.music], .forever)
            })
        var first = [UInt64](repeating: 0, count: prompts)
        var counts = [UInt64](repeating: 0, count: prompts)
        var errors: [Double] = []
        var buffer = [UInt8](repeating: 0, count: 2_048)
        let end = cl_monotonic() + UInt64(seconds) * 1_000_000_000
        while cl_monotonic() < end {
            var wait = pollfd(fd: ear.socket, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 100) > 0 else { continue }
            var from = MediaAddress(ipv4: 0, port: 0)
            let count = buffer.withUnsafeMutableBytes {
                cl_receive(ear.socket, $0.baseAddress, $0.count, &from.ipv4, &from.port)
            }
            let now = cl_monotonic()
            guard count > 0, let index = ports[from.port] else { continue }
            if first[index] == 0 { first[index] = now }
            // Against the prompt's own first packet: an error does not add up, nor does it hide.
            let due = first[index] + counts[index] * 20_000_000
            errors.append(abs(Double(now) - Double(due)) / 1_000)
            counts[index] += 1
        }
        errors.sort()
        func part(_ share: Double) -> String {
            errors.isEmpty ? "-" : tenths(errors[min(errors.count - 1, Int(Double(errors.count) * share))])
        }
        return
            "\(prompts) prompts, \(errors.count) packets: off by \(part(0.5)) µs p50, \(part(0.99)) p99, \(part(0.999)) p99.9"
    }
}
