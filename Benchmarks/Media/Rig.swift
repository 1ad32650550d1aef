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

    /// Opens an endpoint towards a socket of ours.
    func open(_ id: UInt64, to remote: MediaAddress, codec: AudioCodec = .pcmu) throws -> MediaAddress {
        engine.send(.open(EndpointID(id)))
        while true {
            if let address = opened.withLock({ $0[EndpointID(id)] }) {
                engine.send(
                    .configure(
                        EndpointID(id),
                        StreamParameters(
                            remote: remote, codec: codec, payloadType: codec == .pcmu ? 0 : 8, telephoneEventSend: nil,
                            telephoneEventReceive: nil)))
                return address
            }
            usleep(200)
        }
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
