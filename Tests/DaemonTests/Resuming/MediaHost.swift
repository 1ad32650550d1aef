import Foundation
import MediaProcess
import Synchronization

/// The media process on a thread of this one, at a socket in a folder.
final class MediaHost: Sendable {
    let path: String
    private let server = Mutex<MediaServer?>(nil)
    private let over = DispatchSemaphore(value: 0)

    init(in folder: String) throws {
        path = folder + "/media.sock"
        try begin()
    }

    /// Starts it, another one than before.
    func begin() throws {
        let settings = MediaServerSettings(build: "test", users: [UInt32(getuid())])
        let made = try MediaServer(listening: try MediaServer.listen(at: path), settings: settings) { _ in }
        server.withLock { $0 = made }
        let own = Once(made)
        Thread { [over] in
            // Let go of before it is said: with it goes the socket that listens.
            do { own.take()?.run() }
            over.signal()
        }.start()
    }

    /// Ends it and waits: what it had is gone, as when its process is killed.
    func end() {
        let wasRunning = server.withLock { server in
            server?.stop()
            defer { server = nil }
            return server != nil
        }
        if wasRunning { over.wait() }
    }

    deinit { end() }
}

/// A server that is taken once.
private final class Once: Sendable {
    private let server: Mutex<MediaServer?>

    init(_ server: MediaServer) { self.server = Mutex(server) }

    func take() -> MediaServer? {
        server.withLock { server in
            defer { server = nil }
            return server
        }
    }
}
