import ArgumentParser
import CallModel
import Daemon

struct Calls: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show calls that run and records of calls that are over.",
        discussion: """
            One record (--last 1 or --id) is shown in full: rings, legs and decisions.

            Examples:
              nightbell calls                         running calls and the last 20 records
              nightbell calls clinic.yaml --last 1    the last call in full
              nightbell calls --id 0006474846204000-9c41
              nightbell calls --last 500 --json | jq '.past[].timeToHumanSeconds'

            Exit status: 0 the daemon answered, 1 there is no such call, 2 the daemon cannot be asked.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var numbers: RevealOptions
    @OptionGroup var daemon: DaemonOptions

    @Option(help: ArgumentHelp("How many records, the newest first (0 to 1000).", valueName: "count"))
    var last = 20

    @Option(help: ArgumentHelp("Only this call.", valueName: "call"))
    var id: String?

    func validate() throws {
        guard (0...1000).contains(last) else { throw ValidationError("--last \(last): from 0 to 1000, please") }
    }

    func run() throws {
        let client = try daemon.client()
        let query = CallsQuery(last: last, id: id.map(CallID.init), reveal: numbers.reveal)
        let report = try client.ask(.calls(query), for: CallsReport.self)
        if output.json {
            print(try Output.json(report))
        } else {
            print(report.text(now: ReportTime(WallClock.system.now())))
        }
        if id != nil, report.running.isEmpty, report.past.isEmpty { throw ExitCode(ExitStatus.findings) }
    }
}
