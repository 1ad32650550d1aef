import ArgumentParser
import Daemon

struct Mode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the clinic's mode, set it, clear it.",
        discussion: """
            Modes are the clinic's own: `modes:` in the configuration says their names and what they do. A site's own \
            mode comes before that of the whole clinic. Without --until, a mode lasts as long as the configuration \
            says, or to the end of the day.

            Examples:
              nightbell mode                          what is set
              nightbell mode set 'snow day'
              nightbell mode set 'closed early' --site chandler --until 'fri 17:00'
              nightbell mode clear --site chandler

            Exit status: 0 done, 1 it was refused, 2 the daemon cannot be asked.
            """,
        subcommands: [Show.self, Set.self, Clear.self], defaultSubcommand: Show.self)

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the modes that are set (the default).")

        @OptionGroup var output: OutputOptions
        @OptionGroup var daemon: DaemonOptions

        func run() throws { try show(ModesRequest(), output, daemon) }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put the clinic, or a site, into a mode.")

        @OptionGroup var output: OutputOptions

        @Argument(help: "The mode, as `modes:` calls it.")
        var mode: String

        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var place: SiteOptions

        @Option(help: ArgumentHelp("Until when: 'fri 17:00', '17:00', 'in 4h' or never.", valueName: "time"))
        var until: String?

        func run() throws {
            try show(ModesRequest(change: .set(mode: mode, site: place.site, until: until)), output, daemon)
        }
    }

    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let the clinic, or a site, have no mode.")

        @OptionGroup var output: OutputOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var place: SiteOptions

        func run() throws { try show(ModesRequest(change: .clear(site: place.site)), output, daemon) }
    }

    static func show(_ request: ModesRequest, _ output: OutputOptions, _ daemon: DaemonOptions) throws {
        let report = try daemon.client().ask(.modes(request), for: ModesReport.self)
        print(output.json ? try Output.json(report) : report.text)
    }
}

/// Which site.
struct SiteOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Only this site, by its key under `sites:`. Default: the whole clinic.", valueName: "site"))
    var site: String?
}

extension ModesReport {
    /// The modes, for people.
    var text: String {
        var lines = changed.map { [$0, ""] } ?? []
        if modes.isEmpty {
            lines.append("no mode is set" + (known.isEmpty ? "" : "; there are \(known.joined(separator: ", "))"))
        } else {
            var table = Table(["where", "mode", "until"])
            for entry in modes {
                table.add(entry.site ?? "the whole clinic", entry.title, entry.localUntil ?? "it is cleared")
            }
            lines += table.lines
        }
        return lines.joined(separator: "\n")
    }
}
