import CLinux
import Glibc
import Media
import MediaEngine
import Synchronization

/// An engine on loopback with one thread, and the events that it told.
final class Rig: Sendable {
    let engine: MediaEngine
    private let opened = Mutex<[EndpointID: MediaAddress]>([:])
    static let loopback: UInt32 = 0x7F00_0001

    init(endpoints: Int) throws {
        let box = EventBox()
        engine = MediaEngine(
            configuration: MediaConfiguration(
                address: MediaAddress(ipv4: Self.loopback, port: 0), ports: nil, threads: 1,
                maximumEndpoints: endpoints)
        ) { events in box.rig?.take(events) }
        box.set(self)
        try engine.start()
    }

    /// Opens an endpoint.
    func open(_ id: UInt64) throws -> MediaAddress {
        engine.send(.open(EndpointID(id)))
        while true {
            if let address = opened.withLock({ $0[EndpointID(id)] }) { return address }
            usleep(200)
        }
    }

    /// Opens an endpoint towards a socket of ours.
    func open(_ id: UInt64, to remote: MediaAddress, codec: AudioCodec = .pcmu) throws -> MediaAddress {
        let address = try open(id)
        configure(id, to: remote, codec: codec)
        return address
    }

    /// Says where an endpoint sends to, and what.
    func configure(_ id: UInt64, to remote: MediaAddress, codec: AudioCodec = .pcmu, keys: StreamKeys? = nil) {
        let type: UInt8 =
            switch codec {
            case .pcmu: 0
            case .pcma: 8
            case .g722: 9
            case .speex, .speexWideband, .opus: 100
            }
        engine.send(
            .configure(
                EndpointID(id),
                StreamParameters(
                    remote: remote, codec: codec, payloadType: type, telephoneEventSend: nil,
                    telephoneEventReceive: nil, keys: keys)))
    }

    private func take(_ events: [MediaEvent]) {
        for event in events {
            if case .opened(let id, let address) = event { opened.withLock { $0[id] = address } }
        }
    }
}

/// The rig that events are for; the engine is made before it.
private final class EventBox: Sendable {
    private let held = Mutex<Weak>(Weak())
    private struct Weak { weak var rig: Rig? }

    var rig: Rig? { held.withLock { $0.rig } }

    func set(_ rig: Rig) { held.withLock { $0.rig = rig } }
}

/// A UDP socket on loopback.
struct Peer {
    let socket: Int32
    let address: MediaAddress

    init() {
        socket = cl_udp_open()
        _ = cl_udp_bind(socket, Rig.loopback, 0)
        address = MediaAddress(ipv4: Rig.loopback, port: cl_udp_port(socket))
    }

    func close() { Glibc.close(socket) }

    /// 20 ms in G.711 with its header.
    static let packetBytes = 172

    /// Writes the header of such a packet.
    static func number(_ packet: inout [UInt8], sequence: Int, ssrc: UInt32) {
        var span = packet.mutableSpan
        RTPHeader(
            marker: false, payloadType: 0, sequence: UInt16(truncatingIfNeeded: sequence),
            timestamp: UInt32(truncatingIfNeeded: sequence &* 160), ssrc: ssrc
        ).write(into: &span)
    }

    /// Takes all that has come.
    func drain() {
        withUnsafeTemporaryAllocation(byteCount: 2_048, alignment: 8) { room in
            while cl_receive_connected(socket, room.baseAddress, room.count) > 0 {}
        }
    }

    /// Takes so many datagrams, or what has come of them after so many milliseconds; returns how many.
    ///
    /// It naps between two looks: were it woken by each, the engine would pay for that.
    func take(_ wanted: Int, within milliseconds: Int) -> Int {
        var taken = 0
        withUnsafeTemporaryAllocation(byteCount: 2_048, alignment: 8) { room in
            for _ in 0..<(10 * milliseconds) {
                while taken < wanted, cl_receive_connected(socket, room.baseAddress, room.count) > 0 { taken += 1 }
                if taken == wanted { return }
                usleep(100)
            }
        }
        return taken
    }
}

/// What the process and its thread have used.
enum Usage {
    /// Resident memory in KiB.
    static func residentKiB() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var (size, resident) = (0, 0)
        withUnsafeMutablePointer(to: &size) { first in
            withUnsafeMutablePointer(to: &resident) { second in
                _ = withVaList([first, second]) { vfscanf(file, "%ld %ld", $0) }
            }
        }
        return resident * 4
    }

    /// CPU time of all threads but this one in nanoseconds: the engine's.
    static func otherThreadsNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec) - threadNanoseconds()
    }

    /// CPU time of this thread in nanoseconds.
    static func threadNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// One decimal.
func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

/// Two decimals.
func hundredths(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
