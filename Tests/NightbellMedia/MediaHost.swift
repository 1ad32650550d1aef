package import Dispatch
import Foundation
package import MediaProcess
import Synchronization

/// A media process on a thread of this one, at a socket in a folder.
///
/// Whoever commands it may take all the time in the world, unless a test says otherwise.
///
/// - Isolation: any thread.
package final class MediaHost: Sendable {
    /// The path of its socket.
    package let path: String
    private let server = Mutex<MediaServer?>(nil)
    private let over = DispatchSemaphore(value: 0)
    private let said = Mutex([String]())

    /// Starts one in this folder.
    ///
    /// - Throws: ``MediaProcessError``.
    package init(in folder: String, _ adjust: (inout MediaServerSettings) -> Void = { _ in }) throws {
        path = folder + "/media.sock"
        try begin(adjust)
    }

    /// Starts another one, when that before has ended.
    ///
    /// - Throws: ``MediaProcessError``.
    package func begin(_ adjust: (inout MediaServerSettings) -> Void = { _ in }) throws {
        var settings = MediaServerSettings(build: "test", users: [UInt32(getuid())])
        (settings.greetingTime, settings.grace) = (.seconds(600), .seconds(600))
        adjust(&settings)
        let made = try MediaServer(listening: try MediaServer.listen(at: path), settings: settings) {
            [weak self] sentence in self?.said.withLock { $0.append(sentence) }
        }
        server.withLock { $0 = made }
        let own = Mutex<MediaServer?>(made)
        Thread { [over] in
            // Let go of before it is said: with it goes the socket that listens.
            do {
                let server = own.withLock { server in
                    defer { server = nil }
                    return server
                }
                server?.run()
            }
            over.signal()
        }.start()
    }

    /// Ends it and waits: what it had is gone, as when its process is killed.
    package func end() {
        let wasRunning = server.withLock { server in
            server?.stop()
            defer { server = nil }
            return server != nil
        }
        if wasRunning { over.wait() }
    }

    /// Waits until it ends by itself.
    package func waitForEnd() -> DispatchTimeoutResult {
        let result = over.wait(timeout: Waiting.end)
        if result == .success { server.withLock { $0 = nil } }
        return result
    }

    /// What it said to whoever administers it.
    package var sentences: [String] { said.withLock { $0 } }

    deinit { end() }
}
