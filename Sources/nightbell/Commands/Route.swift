import ArgumentParser
import CallModel
import Daemon
import Routing

struct Route: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a caller would get at an instant, and why.",
        discussion: """
            The same code decides as for live calls; nobody is rung. Rings are listed as they would follow each \
            other if nobody accepted. With --year: every change of the answer over the 400 days that follow.

            Examples:
              nightbell route clinic.yaml --did +16025550100 --keys silence,5
              nightbell route clinic.yaml --did 602-555-0100 --at '2026-12-25 03:00'
              nightbell route clinic.yaml --did 602-555-0100 --json | jq '.rings[0]'
              nightbell route clinic.yaml --did 602-555-0100 --keys 5 --year

            Exit status: 0 answered, 1 the configuration has errors, 2 the question is not understood.
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

    func run() throws {
        let load = ConfigurationLoader.load(path: config)
        guard let configuration = load.configuration else {
            for finding in load.errors { Output.complain(finding.description, prefix: "") }
            throw ExitCode(ExitStatus.findings)
        }
        let question = RouteQuestion(did: did, at: at, from: from, keys: keys)
        if year {
            let report = YearReport(try question.year(configuration, now: WallClock.system.now()))
            return print(output.json ? try Output.json(report) : report.text)
        }
        let report = try question.ask(configuration, now: WallClock.system.now())
        print(output.json ? try Output.json(report) : report.text)
    }
}
