import ArgumentParser
import CallModel
import Daemon
import Routing

/// Whether what was set at run time counts.
struct StandingOptions: ParsableArguments {
    @Flag(help: "With the overrides and modes that the running daemon has.")
    var live = false

    /// The configuration at `path`, which has no errors, as it is or as the daemon has it by now.
    ///
    /// - Throws: `CannotRun` after its errors were said on standard error; `ControlUnreachable` without a daemon.
    func configuration(_ path: String) throws -> LoadedConfiguration {
        var configuration = try LoadedConfiguration.sound(path)
        if live { try apply(to: &configuration) }
        return configuration
    }

    /// Lets `configuration` have what its daemon has.
    ///
    /// - Parameter path: the configuration that names the daemon; its own when `nil`.
    func apply(to configuration: inout LoadedConfiguration, daemonOf path: String? = nil) throws {
        let client = ControlClient(path: try ControlPath.named(inConfiguration: path ?? configuration.file))
        let overrides = try client.ask(.overrides(OverridesRequest()), for: OverridesReport.self).overrides
        let modes = try client.ask(.modes(ModesRequest()), for: ModesReport.self).modes
        configuration.table = configuration.table.adding(
            overrides: overrides.map {
                OnCallOverride(
                    rotation: $0.rotation, person: $0.person, start: $0.start.timestamp, end: $0.end.timestamp)
            }
        ).setting(
            modes: modes.map {
                ModeSetting(mode: $0.mode, site: $0.site, start: $0.since.timestamp, end: $0.until?.timestamp)
            })
    }
}

/// A mode that is only thought to be set.
struct ModeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("As if this mode were set, for the whole clinic.", valueName: "name"))
    var mode: String?

    /// Lets `configuration` be in that mode.
    func apply(to configuration: inout LoadedConfiguration) throws {
        guard let mode else { return }
        let key = ClinicMode.key(for: mode)
        let names = configuration.table.modeNames
        guard names.contains(key) else {
            let known = names.isEmpty ? "no modes" : "only \(names.joined(separator: ", "))"
            throw CannotRun(description: "\(configuration.file) has no mode '\(mode)': it has \(known)")
        }
        configuration.table = configuration.table.set(ModeCase(mode: key), from: Timestamp(seconds: 0))
    }
}
