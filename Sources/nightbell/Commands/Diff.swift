import ArgumentParser
import CallModel
import Daemon
import Routing

struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what changes for callers from one configuration to another.",
        discussion: """
            Not the text of the files is compared, but what callers get: for each number, and each key, wrong \
            key and silence at each menu, by the code that decides for live calls, wherever in the coming time \
            an answer of either file can change. Kinds of callers that rules tell apart, and modes that staff can \
            set, are named where only they make a difference. With --live both files get the overrides and \
            modes of the daemon that serves the first one.

            Examples:
              nightbell diff /etc/nightbell/clinic.yaml clinic.yaml
              nightbell diff old.yaml new.yaml --from '2026-12-24 00:00' --days 3
              nightbell diff old.yaml new.yaml --json | jq '.changes[].what'

            Exit status: 0 nothing changes for callers, 1 something does, 2 a configuration cannot be used.
            """)

    @OptionGroup var output: OutputOptions

    @OptionGroup var interval: IntervalOptions

    @OptionGroup var standing: StandingOptions

    @Argument(help: "The configuration as it is.", completion: .file(extensions: ["yaml", "yml"]))
    var old: String

    @Argument(help: "The configuration as it would be.", completion: .file(extensions: ["yaml", "yml"]))
    var new: String

    func run() throws {
        var (before, after) = (try LoadedConfiguration.sound(old), try LoadedConfiguration.sound(new))
        if standing.live {
            try standing.apply(to: &before, daemonOf: old)
            try standing.apply(to: &after, daemonOf: old)
        }
        let days = interval.days ?? 90
        let (start, end) = try interval.bounds(in: after, usualDays: days)
        let begin = interval.from == nil ? nil : start
        let report = DifferenceReport(before, after, from: start, to: end, span: .init(days: days, begin: begin))
        print(output.json ? try Output.json(report) : report.text)
        if !report.isEmpty { throw ExitCode(ExitStatus.findings) }
    }
}
