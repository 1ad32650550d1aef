import ArgumentParser
import CallModel
import Daemon
import Routing

struct OnCall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oncall",
        abstract: "Say who is on call: now, at a time, in the coming days, or as a calendar file.",
        discussion: """
            Overrides and swaps that were made at run time are with the daemon, and not in the file: --live \
            asks it for them.

            Examples:
              nightbell oncall clinic.yaml
              nightbell oncall clinic.yaml --at '2026-12-25 03:00' --live
              nightbell oncall clinic.yaml --week
              nightbell oncall clinic.yaml --days 60 --ics > oncall.ics
              nightbell oncall clinic.yaml --json | jq -r '.now[].name'

            Exit status: 0 somebody is, 1 somebody is missing in that time, 2 the configuration cannot be used.
            """)

    @OptionGroup var output: OutputOptions

    @Argument(help: "The configuration to ask.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    @Option(help: ArgumentHelp("When, by the clinic's clock: '2026-12-25 03:00'. Default: now.", valueName: "time"))
    var at: String?

    @Option(help: ArgumentHelp("Only this rotation. Default: all.", valueName: "name"))
    var rotation: String?

    @Flag(help: "Show the coming seven days.")
    var week = false

    @Option(help: ArgumentHelp("Show so many coming days (1 to 400).", valueName: "count"))
    var days: Int?

    @Flag(help: "Print an iCalendar file, of 28 days unless --days or --week says otherwise.")
    var ics = false

    @OptionGroup var standing: StandingOptions

    func validate() throws {
        if let days, !(1...400).contains(days) { throw ValidationError("--days \(days) is not from 1 to 400") }
    }

    func run() throws {
        let configuration = try standing.configuration(config)
        let table = configuration.table
        if let rotation, !table.rotationNames.contains(rotation) {
            throw CannotRun(description: "\(config) has no rotation '\(rotation)'")
        }
        var instant = WallClock.system.now()
        if let at {
            guard let time = configuration.instant(at) else {
                throw CannotRun(description: "--at '\(at)' is no date and time: write it as '2026-12-25 03:00'")
            }
            instant = time
        }
        let report = OnCallReport(
            table, at: instant, days: days ?? (week ? 7 : ics ? 28 : 0), rotations: rotation.map { [$0] } ?? [])
        if ics {
            print(report.calendar, terminator: "")
        } else {
            print(output.json ? try Output.json(report) : report.text)
        }
        if report.hasGap { throw ExitCode(ExitStatus.findings) }
    }
}

extension OnCallReport {
    /// Who is on call, for people.
    var text: String {
        guard coming.isEmpty else {
            var table = Table(["rotation", "from", "to", "who"])
            for stretch in coming {
                table.add(stretch.rotation, stretch.localStart, stretch.localEnd, stretch.name ?? "NOBODY")
            }
            return table.text
        }
        guard !now.isEmpty else { return "there are no rotations" }
        var table = Table(["rotation", "on call", "next", "why"])
        for entry in now { table.add(entry.rotation, entry.name ?? "NOBODY", entry.next ?? "nobody", entry.reason) }
        return table.text
    }
}
