import Glibc

/// Proves to systemd that the daemon works, as long as it does (`WatchdogSec=`).
package struct Watchdog: Sendable {
    /// How often a sign of life is due: half of what systemd waits (sd_watchdog_enabled(3)).
    package let interval: Duration
    private let notifier: ServiceNotifier

    /// The watchdog that this process's environment asks for; `nil` when it asks for none.
    package init?(notifier: ServiceNotifier) {
        func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        self.init(
            microseconds: variable("WATCHDOG_USEC"), pid: variable("WATCHDOG_PID"), ownPID: getpid(),
            notifier: notifier)
    }

    /// The watchdog of these variables; `nil` when there is none, or it is another process's.
    package init?(microseconds: String?, pid: String?, ownPID: Int32, notifier: ServiceNotifier) {
        guard let microseconds = microseconds.flatMap(Int64.init), microseconds > 0 else { return nil }
        if let pid, pid != String(ownPID) { return nil }
        interval = .microseconds(microseconds / 2)
        self.notifier = notifier
    }

    /// Runs until the task is cancelled: asks `alive`, then tells systemd.
    ///
    /// `alive` should pass through whatever must not stand still, such as the signalling thread: when it does not
    /// return, systemd hears nothing and restarts the daemon.
    package func run(alive: @Sendable () async -> Void) async {
        repeat {
            await alive()
            notifier.watchdog()
        } while (try? await Task.sleep(for: interval)) != nil
    }
}
