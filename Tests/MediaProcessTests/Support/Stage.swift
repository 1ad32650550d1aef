import CLinux
import Foundation
import Media
import MediaEngine
import Synchronization

@testable import MediaProcess

/// A media server on a thread of this process, at a socket in a folder of its own.
final class Stage: Sendable {
    let folder: String
    let path: String
    private let server: Mutex<MediaServer?>
    private let over = DispatchSemaphore(value: 0)
    private let said = Mutex([String]())

    init(_ adjust: (inout MediaServerSettings) -> Void = { _ in }) throws {
        folder = NSTemporaryDirectory() + "nb-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        path = folder + "/media.sock"
        server = Mutex(nil)
        try begin(adjust)
    }

    /// Starts a server, another one than before.
    func begin(_ adjust: (inout MediaServerSettings) -> Void = { _ in }) throws {
        var settings = MediaServerSettings(build: "test", users: [UInt32(getuid())])
        adjust(&settings)
        let made = try MediaServer(listening: try MediaServer.listen(at: path), settings: settings) { [self] in
            let sentence = $0
            said.withLock { $0.append(sentence) }
        }
        server.withLock { $0 = made }
        let own = Mutexed(made)
        let thread = Thread { [over] in
            // Let go of before it is said: with it goes the socket that listens.
            do { own.take()?.run() }
            over.signal()
        }
        thread.start()
    }

    /// Ends the server and waits for it: what it had is gone, as when its process is killed.
    func end() {
        let wasRunning = server.withLock { server in
            server?.stop()
            defer { server = nil }
            return server != nil
        }
        if wasRunning { over.wait() }
    }

    /// Waits until the server ends by itself.
    func waitForEnd() -> DispatchTimeoutResult {
        let result = over.wait(timeout: .now() + .seconds(10))
        if result == .success { server.withLock { $0 = nil } }
        return result
    }

    /// What it said to whoever administers it.
    var sentences: [String] { said.withLock { $0 } }

    deinit {
        end()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What engines are made with here.
    static let setup = MediaSetup(
        address: Telephone.loopback, ports: nil, threads: 1, maximumEndpoints: 1_000,
        deadMediaMilliseconds: 600_000, latchMilliseconds: 600_000, reportMilliseconds: 5_000)
}

/// A server that is taken once.
private final class Mutexed: Sendable {
    private let server: Mutex<MediaServer?>

    init(_ server: MediaServer) { self.server = Mutex(server) }

    func take() -> MediaServer? {
        server.withLock { server in
            defer { server = nil }
            return server
        }
    }
}

/// The other end of the socket, frame by frame: a signalling process that says what it likes.
final class Visitor {
    private let socket: FrameSocket

    init(_ stage: Stage) throws {
        let descriptor = cl_unix_connect(stage.path)
        guard descriptor >= 0 else { throw MediaProcessError("connecting", code: descriptor) }
        socket = FrameSocket(OpenFile(descriptor))
    }

    func send(_ frame: [UInt8], file: OpenFile? = nil) { _ = socket.send(frame, passing: file) }

    func send(_ message: SignallingMessage) { send(message.frame) }

    /// Says hello, and hears what is there.
    func greet(_ setup: MediaSetup = Stage.setup) throws -> (welcome: MediaWelcome, endpoints: [EndpointSummary]) {
        send(.greeting(Greeting(build: "visitor"), setup))
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
                guard poll(&watched, 1, Telephone.patience) > 0 else { throw MediaProcessError("nothing came") }
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
