import CLinux
import CallModel
import Logging
import NIOPosix
import Routing
import SIPStack

/// The daemon as a process: configuration, signals, systemd, control socket, and an exit status.
package enum NightbellDaemon {
    /// Runs until a signal or `nightbell drain` ends it.
    ///
    /// - Returns: the exit status: 0 after a drain, 1 when it could not start, 2 when the configuration is refused, so that
    ///   trying again is of no use; the reasons are on standard error.
    package static func run(configurationPath path: String) async -> Int32 {
        cl_keep_freed_memory()
        cl_allow_files()
        // The loop must be there before anything runs on signalling.
        _ = SignallingLoop.shared
        let signals = DaemonSignals()
        let load = ConfigurationLoader.load(path: path, surroundings: .system)
        for finding in load.findings { StandardError.write("\(finding)") }
        guard let configuration = load.configuration else {
            StandardError.write("nightbell: \(path) has errors; nothing was started")
            return 2
        }
        let logger = DaemonLog.make(configuration.logging)
        do {
            let daemon = try await RunningDaemon(configuration, clock: .system, logger: logger)
            try await daemon.start()
            return await serve(daemon, configuration, path, signals)
        } catch {
            for reason in (error as? DaemonError)?.reasons ?? ["\(error)"] {
                StandardError.write("nightbell: \(reason)")
            }
            return 1
        }
    }

    private static func serve(
        _ daemon: RunningDaemon, _ configuration: LoadedConfiguration, _ path: String, _ signals: DaemonSignals
    ) async -> Int32 {
        let notifier = ServiceNotifier()
        do {
            let server = try await ControlServer.bind(
                path: configuration.controlSocket,
                handler: ControlDesk(daemon: daemon, configurationPath: path), group: .singleton)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await server.run() }
                group.addTask { await obey(signals, daemon, path, notifier) }
                if let watchdog = Watchdog(notifier: notifier) {
                    group.addTask { await watchdog.run { await daemon.pass() } }
                }
                group.addTask { await StartMemory.release() }
                notifier.ready("serving \(configuration.clinic.name)")
                await daemon.waitUntilDrained()
                notifier.stopping("closing")
                group.cancelAll()
            }
        } catch {
            StandardError.write("nightbell: \(error)")
            await daemon.stop()
            return 1
        }
        await daemon.stop()
        return 0
    }

    private static func obey(
        _ signals: DaemonSignals, _ daemon: RunningDaemon, _ path: String, _ notifier: ServiceNotifier
    ) async {
        for await signal in signals.signals {
            switch signal {
            case .reload:
                notifier.reloading()
                let report = await daemon.reload(path)
                notifier.ready("configuration \(report.version): \(report.result.rawValue)")
            case .stop:
                notifier.stopping("draining")
                // The unit's TimeoutStopSec= need not know how long this clinic's calls may go on.
                notifier.extendTimeout(by: await daemon.drainLimit + .seconds(30))
                await daemon.beginDrain()
            }
        }
    }
}

extension RunningDaemon {
    /// Passes through signalling: what the watchdog proves to be alive.
    func pass() {}
}
