import CLinux
import Foundation
import Media
import MediaEngine
import NightbellMedia

@testable import MediaProcess

/// A media process on a thread of this one, at a socket in a folder of its own.
final class Stage: Sendable {
    let folder: String
    /// What engines are made with here. Nobody else takes a port that one had, when another is to have it again.
    let setup: MediaSetup
    private let address = LoopbackAddress()
    private let host: MediaHost

    init(_ adjust: (inout MediaServerSettings) -> Void = { _ in }) throws {
        folder = NSTemporaryDirectory() + "nb-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        setup = Self.setup(on: address.ipv4)
        host = try MediaHost(in: folder, adjust)
    }

    var path: String { host.path }
    var sentences: [String] { host.sentences }

    func begin() throws { try host.begin() }

    func end() { host.end() }

    func waitForEnd() -> DispatchTimeoutResult { host.waitForEnd() }

    deinit {
        end()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What an engine on this address is made with.
    static func setup(on ipv4: UInt32 = LoopbackSocket.loopback) -> MediaSetup {
        MediaSetup(
            address: ipv4, ports: nil, threads: 1, maximumEndpoints: 1_000,
            deadMediaMilliseconds: 600_000, latchMilliseconds: 600_000, reportMilliseconds: 5_000)
    }
}

/// The other end of the socket, frame by frame: a signalling process that says what it likes.
final class Visitor {
    private let socket: FrameSocket
    private let setup: MediaSetup

    init(_ stage: Stage) throws {
        setup = stage.setup
        let descriptor = cl_unix_connect(stage.path)
        guard descriptor >= 0 else { throw MediaProcessError("connecting", code: descriptor) }
        socket = FrameSocket(OpenFile(descriptor))
    }

    func send(_ frame: [UInt8], file: OpenFile? = nil) { _ = socket.send(frame, passing: file) }

    func send(_ message: SignallingMessage) { send(message.frame) }

    /// Says hello, and hears what is there.
    func greet(_ setup: MediaSetup? = nil) throws -> (welcome: MediaWelcome, endpoints: [EndpointSummary]) {
        send(.greeting(Greeting(build: "visitor"), setup ?? self.setup))
        guard case .welcome(_, let welcome) = try next() else { throw MediaProcessError("not welcome") }
        var endpoints: [EndpointSummary] = []
        while true {
            switch try next() {
            case .endpoints(let some): endpoints += some
            case .ready: return (welcome, endpoints)
            default: throw MediaProcessError("something between welcome and ready")
            }
        }
    }

    private var unread: [MediaEvent] = []

    /// The next event.
    func event() throws -> MediaEvent {
        while unread.isEmpty {
            guard case .events(let events) = try next() else { throw MediaProcessError("no events") }
            unread = events
        }
        return unread.removeFirst()
    }

    /// The next message.
    ///
    /// - Throws: when the other end is gone, or nothing comes.
    func next() throws -> MediaMessage {
        while true {
            switch socket.receive() {
            case .frame(let frame, _): return try MediaMessage(frame)
            case .nothing:
                var watched = pollfd(fd: socket.file.descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&watched, 1, Int32(Waiting.milliseconds)) > 0 else {
                    throw MediaProcessError("nothing came")
                }
            case .tooLong, .ended: throw Gone()
            }
        }
    }

    struct Gone: Error {}

    /// Opens endpoints to telephones and bridges the first two.
    func open(_ telephones: [Telephone]) throws -> [MediaAddress] {
        var addresses: [MediaAddress] = []
        for (index, telephone) in telephones.enumerated() {
            let id = EndpointID(UInt64(index + 1))
            send(.commands([.open(id)]))
            guard case .opened(id, let address) = try event() else { throw MediaProcessError("not opened") }
            addresses.append(address)
            send(.commands([.configure(id, telephone.parameters)]))
        }
        if telephones.count > 1 { send(.commands([.bridge(EndpointID(1), EndpointID(2))])) }
        // Commands are done in order: what is answered now comes after all of them.
        for index in telephones.indices {
            send(.commands([.play(EndpointID(UInt64(index + 1)), PlaybackID(.max), [], .once)]))
            guard case .playbackEnded = try event() else { throw MediaProcessError("not settled") }
        }
        return addresses
    }
}
