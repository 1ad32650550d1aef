import CLinux
import Media
import Synchronization

/// What a media process is started with.
package struct MediaServerSettings: Sendable {
    /// When the process ends by itself.
    package enum Lifetime: Hashable, Sendable {
        /// When it is told to.
        case untilStopped
        /// Also when no endpoint is open and nobody has been connected for so long, or who was has taken leave.
        case whileUsed(Duration)
    }

    /// The version of this program.
    package var build: String
    /// Users whose processes may connect.
    package var users: Set<UInt32>
    package var lifetime: Lifetime
    /// How long endpoints wait for another signalling process to ask for them.
    package var grace: Duration = .seconds(10)
    /// How long a bridge may go on without signalling.
    package var longest: Duration = .seconds(4 * 3_600)
    /// How long who connects may take to say who it is.
    package var greetingTime: Duration = .seconds(2)

    /// Settings of these parts: 10 s of grace, 4 h at the longest, 2 s for the greeting.
    package init(build: String, users: Set<UInt32>, lifetime: Lifetime = .untilStopped) {
        self.build = build
        self.users = users
        self.lifetime = lifetime
    }
}

/// The media process: an engine, and a socket on which one signalling process at a time commands it.
///
/// The engine begins with the first greeting, which says what it is made with, and lives as long as the process: who
/// commands it may go and come. Nothing that arrives on the socket can end it or a call: what is not understood is
/// refused in one sentence, counted, and its sender is let go.
///
/// - Isolation: any thread; ``run()`` keeps the thread that calls it.
package final class MediaServer: Sendable {
    /// What reaches the loop from other threads.
    enum Errand: Sendable {
        case events([MediaEvent])
        case stop
        case pass(@Sendable () -> Void)
    }

    let settings: MediaServerSettings
    let listener: OpenFile
    let postbox: Postbox<Errand>
    let say: @Sendable (String) -> Void

    /// A server on a socket that listens.
    ///
    /// - Parameter say: takes sentences for whoever administers this; called on the thread of ``run()`` and on media threads.
    /// - Throws: ``MediaProcessError``.
    package init(
        listening descriptor: Int32, settings: MediaServerSettings, say: @escaping @Sendable (String) -> Void
    ) throws(MediaProcessError) {
        listener = OpenFile(descriptor)
        self.settings = settings
        self.say = say
        postbox = try Postbox()
    }

    /// Serves until ``stop()``, or until its lifetime is over. Then all endpoints are closed.
    package func run() { MediaServerLoop(self).run() }

    /// Calls this on the thread of ``run()``, when it comes round: what a watchdog wants to know.
    package func pass(_ passed: @escaping @Sendable () -> Void) { postbox.put([.pass(passed)]) }

    /// Ends ``run()``.
    package func stop() { postbox.put([.stop]) }

    /// Listens at a path of a folder that is made, for this user alone, when it is missing. A socket that a killed
    /// process left behind is replaced.
    ///
    /// - Returns: the socket.
    /// - Throws: ``MediaProcessError`` when another media process listens there, or the path cannot be used.
    package static func listen(at path: String) throws(MediaProcessError) -> Int32 {
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            // Whether it is there or cannot be made, the next step says.
            unsafe _ = mkdir(String(path[..<slash]), 0o700)
        }
        var descriptor = unsafe cl_unix_listen(path, backlog)
        if descriptor == -EADDRINUSE, try isDead(path) {
            unsafe _ = unlink(path)
            descriptor = unsafe cl_unix_listen(path, backlog)
        }
        guard descriptor >= 0 else { throw MediaProcessError("listening on \(path)", code: descriptor) }
        return descriptor
    }

    private static let backlog: Int32 = 8

    /// Whether a socket is there on which nobody listens.
    private static func isDead(_ path: String) throws(MediaProcessError) -> Bool {
        let probe = unsafe cl_unix_connect(path)
        if probe >= 0 {
            close(probe)
            throw MediaProcessError("another media process listens on \(path): stop it first, or name another path")
        }
        return probe == -ECONNREFUSED
    }
}
