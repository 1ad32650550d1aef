import CLinux
import Dispatch
import Glibc
import Logging
import MediaProcess

/// The media process: a socket, an engine, signals, systemd, and an exit status.
package enum MediaDaemon {
    /// When it ends by itself.
    package enum Lifetime: Sendable {
        /// Not before it is told to.
        case untilStopped
        /// When nobody has commanded it for 30 s and no endpoint is open.
        case whileUsed
    }

    /// The path of the socket that `deploy/nightbell-media.socket` opens.
    package static let unitSocket = "/run/nightbell-media/media.sock"

    /// Runs until a signal ends it, or nobody needs it any more.
    ///
    /// - Parameters:
    ///   - socket: the path of its socket; `nil` when systemd has opened one for it.
    ///   - clients: users besides its own whose processes may command it.
    /// - Returns: the exit status: 0 when it was told to end, 1 when it could not start; the reason is on standard error.
    package static func run(socket: String?, clients: [String], lifetime: Lifetime) async -> Int32 {
        cl_keep_freed_memory()
        cl_allow_files()
        let signals = DaemonSignals()
        let logger = DaemonLog.make(.info)
        var users: Set<UInt32> = [geteuid(), 0]
        for client in clients {
            guard let user = UInt32(exactly: cl_user_named(client)) else {
                StandardError.write("nightbell media: there is no user \(client)")
                return 1
            }
            users.insert(user)
        }
        let settings = MediaServerSettings(
            build: Product.version, users: users,
            lifetime: lifetime == .whileUsed ? .whileUsed(.seconds(30)) : .untilStopped)
        do {
            let server = try MediaServer(listening: try listener(socket), settings: settings) {
                logger.notice("\($0)")
            }
            await serve(server, signals)
            return 0
        } catch {
            StandardError.write("nightbell media: \(error)")
            return 1
        }
    }

    private static func listener(_ path: String?) throws(MediaProcessError) -> Int32 {
        let inherited = cl_listening_socket_of_service_manager()
        if inherited >= 0 { return inherited }
        return try MediaServer.listen(at: path ?? unitSocket)
    }

    private static func serve(_ server: MediaServer, _ signals: DaemonSignals) async {
        let notifier = ServiceNotifier()
        let obeying = Task {
            for await signal in signals.signals where signal == .stop { server.stop() }
        }
        let watching = Watchdog(notifier: notifier).map { watchdog in
            Task {
                await watchdog.run {
                    await withCheckedContinuation { passed in server.pass { passed.resume() } }
                }
            }
        }
        notifier.ready("waiting for the signalling process")
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "nightbell.media").async {
                server.run()
                continuation.resume()
            }
        }
        notifier.stopping("closing")
        obeying.cancel()
        watching?.cancel()
    }
}
