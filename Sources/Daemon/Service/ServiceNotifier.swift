import Glibc

/// Tells systemd how the daemon is: one datagram to the socket in `NOTIFY_SOCKET` (sd_notify(3)), without libsystemd.
///
/// Where systemd did not start the daemon, it says nothing. A lost datagram is not an error: the service manager
/// then judges by its own time-outs.
///
/// - Isolation: any thread; never waits.
package struct ServiceNotifier: Sendable {
    private let socketPath: String?

    /// The notifier of this process's environment.
    package init() { self.init(socketPath: getenv("NOTIFY_SOCKET").map { String(cString: $0) }) }

    /// A notifier that writes to this socket: a path, or `@name` for Linux's abstract space; `nil` for none.
    package init(socketPath: String?) { self.socketPath = socketPath }

    /// The daemon answers calls from now on.
    package func ready(_ status: String) { send("READY=1\nSTATUS=\(Self.line(status))") }

    /// The configuration is being read anew; ``ready(_:)`` says when that is over.
    package func reloading() {
        // Type=notify-reload wants to know when the reload began, on CLOCK_MONOTONIC.
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let microseconds = now.tv_sec * 1_000_000 + now.tv_nsec / 1000
        send("RELOADING=1\nMONOTONIC_USEC=\(microseconds)")
    }

    /// The daemon drains or ends.
    package func stopping(_ status: String) { send("STOPPING=1\nSTATUS=\(Self.line(status))") }

    /// One line for `systemctl status`.
    package func status(_ status: String) { send("STATUS=\(Self.line(status))") }

    /// Asks for so much more time to start or to stop, counted from now.
    package func extendTimeout(by time: Duration) {
        send("EXTEND_TIMEOUT_USEC=\(max(0, Int64(time / .microseconds(1))))")
    }

    /// The daemon is alive.
    package func watchdog() { send("WATCHDOG=1") }

    /// A newline would begin another assignment.
    private static func line(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }

    private func send(_ message: String) {
        guard let socketPath, let address = UnixAddress(socketPath) else { return }
        let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let flags = CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT)
        let bytes = Array(message.utf8)
        _ = address.withSockaddr { sendto(descriptor, bytes, bytes.count, flags, $0, $1) }
    }
}
