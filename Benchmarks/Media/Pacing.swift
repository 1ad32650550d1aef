import CLinux
import Glibc
import Media
import MediaEngine

/// Many prompts at once: how far each packet is from its place among the packets of its prompt, which are 20 ms apart.
///
/// One socket hears them all, and the kernel says when each came. The place of a prompt's packets is the median of all of
/// them, so that an error neither adds up nor hides, and the first packet is like any other.
///
/// Beside it stands what the machine itself does: a thread scheduled as the engine's, that only sleeps from tick to tick.
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
        _ = cl_stamp_arrivals(ear.socket)
        for index in 0..<prompts { _ = try rig.open(UInt64(index + 1), to: ear.address) }
        rig.engine.send(
            (0..<prompts).map {
                .play(EndpointID(UInt64($0 + 1)), PlaybackID(1), [PromptStore.music], .forever)
            })
        let streams = listen(ear, seconds: seconds)
        let errors = streams.values.flatMap(fromTheirMiddle)
        return """
            \(streams.count) prompts, \(errors.count) packets: off by \(parts(errors)); \
            a thread that only sleeps: \(parts(fromTheirMiddle(Sleeper.wakeUps(seconds: seconds))))
            """
    }

    /// How far each is from the median of all.
    private static func fromTheirMiddle(_ phases: [Int]) -> [Int] {
        guard !phases.isEmpty else { return [] }
        let middle = phases.sorted()[phases.count / 2]
        return phases.map { abs($0 - middle) }
    }

    private static func parts(_ errors: [Int]) -> String {
        guard !errors.isEmpty else { return "-" }
        let sorted = errors.sorted()
        func part(_ share: Double) -> String {
            tenths(Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) / 1_000)
        }
        return "\(part(0.5)) µs p50, \(part(0.99)) p99, \(part(0.999)) p99.9"
    }

    /// Of each stream, for each packet, when it came, in nanoseconds, less the 20 ms of each packet before it.
    private static func listen(_ ear: Peer, seconds: Int) -> [UInt32: [Int]] {
        var streams: [UInt32: [Int]] = [:]
        var firsts: [UInt32: UInt16] = [:]
        var packets = [UInt8](repeating: 0, count: 8 * 256)
        var taken = [cl_datagram](repeating: cl_datagram(), count: 8)
        let end = cl_monotonic() + UInt64(seconds) * 1_000_000_000
        while cl_monotonic() < end {
            let count = packets.withUnsafeMutableBytes {
                cl_receive_waiting(ear.socket, $0.baseAddress, 256, &taken, 8)
            }
            // It naps instead of being woken for each packet, for which the engine would pay.
            if count <= 0 { usleep(500) }
            for index in 0..<Int(max(0, count)) {
                let packet = packets.span.extracting((256 * index)..<(256 * index + min(taken[index].count, 256)))
                guard let header = RTPHeader(reading: packet) else { continue }
                let first = firsts[header.ssrc, default: header.sequence]
                firsts[header.ssrc] = first
                streams[header.ssrc, default: []].append(
                    Int(taken[index].came) - Int(header.sequence &- first) * 20_000_000)
            }
        }
        return streams
    }
}
