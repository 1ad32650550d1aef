import CLinux
import Media

/// Starts the media process where no service manager does, and starts it again when it has ended.
///
/// - Isolation: the thread of its link.
@safe
final class MediaLauncher {
    private let program: String
    private let arguments: [String]
    private var child: Int32?
    private var launched: MediaInstant?

    /// How long a process that was started may take to listen.
    private static let patience = Duration.seconds(2)

    init(_ launch: MediaLaunch) {
        program = launch.program
        arguments = [launch.program] + launch.arguments
    }

    /// Ends the one that was started: it hangs.
    func end() {
        guard let child else { return }
        _ = kill(child, SIGKILL)
    }

    /// Starts it, unless one that was started may still be on its way.
    ///
    /// - Throws: ``MediaProcessError`` when the system refuses.
    func launch(now: MediaInstant) throws(MediaProcessError) {
        if let child {
            if cl_has_ended(child) == 0, let launched, now < launched.advanced(by: Self.patience) { return }
            self.child = nil
        }
        let strings = unsafe arguments.map { unsafe strdup($0) }
        defer { unsafe strings.forEach { unsafe free($0) } }
        let pointers = unsafe strings.map { unsafe UnsafePointer($0) } + [nil]
        let result = unsafe pointers.withUnsafeBufferPointer { unsafe cl_spawn(program, $0.baseAddress) }
        guard result > 0 else { throw MediaProcessError("starting \(program)", code: result) }
        child = result
        launched = now
    }
}

/// How a media process is started.
package struct MediaLaunch: Hashable, Sendable {
    /// The program, with its path.
    package var program: String
    /// Its arguments, without its name.
    package var arguments: [String]

    /// A program with arguments.
    package init(program: String, arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }

    /// This program as the media process on `path`, which ends when nobody needs it any more.
    package static func ourselves(socket path: String) -> MediaLaunch {
        MediaLaunch(program: "/proc/self/exe", arguments: ["media", "--socket", path, "--while-used"])
    }
}
