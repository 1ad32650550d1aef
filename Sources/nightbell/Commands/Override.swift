import ArgumentParser
import CallModel
import Daemon

struct Override: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let somebody stand in for a time, show who does, take it back.",
        discussion: """
            An override is kept by the daemon, comes before every rotation, layer and shift, and is over by itself. Of \
            two at one time the one that was set later counts. Times are by the clock of the rotation's site.

            Examples:
              nightbell override                      those that are not over
              nightbell override add providers chen --from 'fri 17:00' --to 'mon 08:00'
              nightbell override add providers chen --from now --to 'in 4h'
              nightbell override remove 7

            Exit status: 0 done, 1 it was refused, 2 the daemon cannot be asked.
            """,
        subcommands: [List.self, Add.self, Remove.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show who stands in (the default).")

        @OptionGroup var output: OutputOptions
        @OptionGroup var daemon: DaemonOptions

        func run() throws { try show(OverridesRequest(), output, daemon) }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let somebody take a rotation's calls for a time.")

        @OptionGroup var output: OutputOptions

        @Argument(help: "The rotation, by its key under `on_call:`.")
        var rotation: String

        @Argument(help: "Who stands in, by the key under `people:`.")
        var person: String

        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var stretch: StretchOptions

        func run() throws {
            let change = OverridesRequest.Change.add(
                rotation: rotation, person: PersonID(person), from: stretch.from, to: stretch.to)
            try show(OverridesRequest(change: change), output, daemon)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take an override back.")

        @OptionGroup var output: OutputOptions

        @Argument(help: "The override's number, as the list shows it.")
        var id: Int64

        @OptionGroup var daemon: DaemonOptions

        func run() throws { try show(OverridesRequest(change: .remove(id)), output, daemon) }
    }

    static func show(_ request: OverridesRequest, _ output: OutputOptions, _ daemon: DaemonOptions) throws {
        let report = try daemon.client().ask(.overrides(request), for: OverridesReport.self)
        print(output.json ? try Output.json(report) : report.text)
    }
}

struct Swap: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let two people take each other's turns for a time.",
        discussion: """
            It is made of overrides, which `nightbell override` shows and takes back.

            Example:
              nightbell swap adams baker --from '2026-12-24 08:00' --to '2026-12-27 08:00'

            Exit status: 0 done, 1 it was refused, 2 the daemon cannot be asked.
            """)

    @OptionGroup var output: OutputOptions

    @Argument(help: "One of the two, by the key under `people:`.")
    var first: String

    @Argument(help: "The other.")
    var second: String

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var stretch: StretchOptions

    @Option(help: ArgumentHelp("Only in this rotation. Default: in all.", valueName: "name"))
    var rotation: String?

    func run() throws {
        let change = OverridesRequest.Change.swap(
            PersonID(first), PersonID(second), rotation: rotation, from: stretch.from, to: stretch.to)
        try Override.show(OverridesRequest(change: change), output, daemon)
    }
}

/// From when to when.
struct StretchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("When it begins: 'fri 17:00', '2026-12-24 17:00' or now.", valueName: "time"))
    var from = "now"

    @Option(help: ArgumentHelp("When it is over: 'mon 08:00', '2026-12-27 08:00' or 'in 4h'.", valueName: "time"))
    var to: String
}

extension OverridesReport {
    /// Who stands in, for people.
    var text: String {
        var lines = changed.map { [$0, ""] } ?? []
        if overrides.isEmpty {
            lines.append("nobody stands in")
        } else {
            var table = Table(["id", "rotation", "who", "from", "to"])
            for entry in overrides {
                table.add(String(entry.id), entry.rotation, entry.name, entry.localStart, entry.localEnd)
            }
            lines += table.lines
        }
        return lines.joined(separator: "\n")
    }
}
