import CLinux
import Glibc
import Media
import MediaEngine

/// What a call takes of memory here, without its signalling: two endpoints, a prompt to one of them, and their bridge.
enum Memory {
    static func run(calls: Int) throws -> String {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let rig = try Rig(endpoints: 2 * calls + 8)
        let peer = Peer()
        defer {
            peer.close()
            rig.engine.stop()
        }
        func make(_ call: Int) throws {
            let (left, right) = (UInt64(2 * call + 1), UInt64(2 * call + 2))
            _ = try rig.open(left, to: peer.address)
            _ = try rig.open(right, to: peer.address)
            rig.engine.send(.play(EndpointID(left), PlaybackID(1), [PromptStore.ringback], .forever))
        }
        // The first calls pay for what all of them share.
        for call in 0..<50 { try make(call) }
        let before = Usage.residentKiB()
        for call in 50..<calls { try make(call) }
        usleep(200_000)
        for call in 0..<calls {
            rig.engine.send(.bridge(EndpointID(UInt64(2 * call + 1)), EndpointID(UInt64(2 * call + 2))))
        }
        usleep(500_000)
        let perCall = Double(Usage.residentKiB() - before) / Double(calls - 50)
        return "\(calls) calls: \(tenths(perCall)) KiB resident a call, sockets in the kernel not counted"
    }
}
