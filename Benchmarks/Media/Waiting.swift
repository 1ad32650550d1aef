import CLinux
import Media
import MediaEngine

/// Callers who hear music, and whom nobody hears: what a line costs before its bridge.
enum Waiting {
    static func run(lines count: Int, seconds: Int) throws -> String {
        let rig = try Rig(endpoints: count + 8)
        let peer = Peer()
        defer {
            rig.engine.stop()
            peer.close()
        }
        let lines = try (0..<UInt64(count)).map { (from: peer, to: try rig.open($0 + 1, to: peer.address)) }
        rig.engine.send(
            (0..<UInt64(count)).map { .play(EndpointID($0 + 1), PlaybackID(1), [PromptStore.music], .forever) })
        _ = Talk.cost(lines, seconds: 1)
        let cost = Double(Talk.cost(lines, seconds: seconds)) / Double(50 * seconds * count) / 1_000
        return "\(count) callers with music: \(hundredths(cost)) µs CPU for each 20 ms of one, a packet in and one out"
    }
}
