import CLinux
import Glibc
import Media
import MediaEngine
import Security

/// What a recording adds to a bridged call: two voices decoded, encoded in Opus, encrypted and written, in real time.
enum RecordedCalls {
    private static let calls = 20

    static func run(seconds: Int) throws -> String {
        let rig = try Rig(endpoints: 2 * calls + 8)
        let (left, right) = (Peer(), Peer())
        let keys = try KeyRing(text: KeyRing.newLine(name: "bench"))
        let folder = "/tmp/nightbell-media-bench-\(getpid())"
        mkdir(folder, 0o700)
        defer {
            rig.engine.stop()
            left.close()
            right.close()
            for call in 0..<UInt64(calls) { unlink("\(folder)/\(call)") }
            rmdir(folder)
        }
        var lines: [(from: Peer, to: MediaAddress)] = []
        for call in 0..<UInt64(calls) {
            lines.append((left, try rig.open(2 * call + 1, to: left.address)))
            lines.append((right, try rig.open(2 * call + 2, to: right.address)))
            rig.engine.send(.bridge(EndpointID(2 * call + 1), EndpointID(2 * call + 2)))
        }
        let plain = Talk.cost(lines, seconds: seconds)
        for call in 0..<UInt64(calls) {
            let (header, key) = try SealedHeader.new(subject: "bench-\(call)", under: keys.newest)
            let order = RecordingOrder(
                id: RecordingID("bench-\(call)"), path: "\(folder)/\(call)", header: header.octets, key: key,
                limit: 1 << 30)
            rig.engine.send(.record(EndpointID(2 * call + 1), order))
        }
        let recorded = Talk.cost(lines, seconds: seconds)
        var file = stat()
        stat("\(folder)/0", &file)
        func share(_ nanoseconds: UInt64) -> String {
            hundredths(Double(nanoseconds) / Double(seconds * calls) / 10_000_000)
        }
        guard file.st_size > 10_000 else { throw NothingWritten() }
        return """
            CPU of a bridged call in % of a core: \(share(plain)); recorded \(share(recorded)); \
            \(tenths(Double(file.st_size) / Double(seconds) / 1_000)) kB written a second
            """
    }

    private struct NothingWritten: Error {}
}
