import ArgumentParser
import CallModel
import Daemon
import Routing

struct Route: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a caller would get at an instant, and why.",
        discussion: """
            The same code decides as for live calls; nobody is rung. Rings are listed as they would follow each \
            other if nobody accepted. With --year: every change of the answer over the 400 days that follow. \
            Overrides and modes set at run time are with the daemon, and not in the file: --live asks it for \
            them, and --mode thinks one set.

            Examples:
              nightbell route clinic.yaml --did +16025550100 --keys silence,5
              nightbell route clinic.yaml --did 602-555-0100 --at '2026-12-25 03:00'
              nightbell route clinic.yaml --did 602-555-0100 --json | jq '.rings[0]'
              nightbell route clinic.yaml --did 602-555-0100 --keys 5 --year
              nightbell route clinic.yaml --did 602-555-0100 --mode 'snow day'

            Exit status: 0 all is well, 1 somebody who should be rung is not there, 2 the question or the \
            configuration cannot be used.
            """)

    @OptionGroup var output: OutputOptions

    @Argument(help: "The configuration to ask.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    @Option(help: ArgumentHelp("The clinic's number that is dialled.", valueName: "number"))
    var did: String

    @Option(help: ArgumentHelp("When, by the clinic's clock: '2026-12-25 03:00'. Default: now.", valueName: "time"))
    var at: String?

    @Option(help: ArgumentHelp("The caller's number. Default: withheld.", valueName: "number"))
    var from: String?

    @Option(help: ArgumentHelp("What the caller presses, with commas between: 8,5 or silence,5.", valueName: "keys"))
    var keys: String?

    @Flag(help: "List every change of the answer over the 400 days from --at.")
    var year = false

    @OptionGroup var mode: ModeOptions

    @OptionGroup var standing: StandingOptions

    func run() throws {
        var configuration = try standing.configuration(config)
        try mode.apply(to: &configuration)
        let question = RouteQuestion(did: did, at: at, from: from, keys: keys)
        if year {
            let report = YearReport(try question.year(configuration, now: WallClock.system.now()))
            return print(output.json ? try Output.json(report) : report.text)
        }
        let report = try question.ask(configuration, now: WallClock.system.now())
        print(output.json ? try Output.json(report) : report.text)
        if !report.faults.isEmpty { throw ExitCode(ExitStatus.findings) }
    }
}
