import ArgumentParser
import CallModel
import Daemon
import Routing

struct Prove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prove that every caller reaches a person, at every hour of the coming year.",
        discussion: """
            The time from now on is cut wherever an answer can change: hours, holidays, closures, hand-offs, \
            overrides, clock changes. In each part, for each number, every key of every menu, a wrong key and \
            no key are tried by the code that decides for live calls: for each kind of caller that the rules \
            tell apart, as busy as the rules ask for, and in each mode that staff can set. Each must ring a \
            person, a trusted desk phone or a number outside within the time that `prove: person within 3m` \
            states in the configuration (3 minutes when it does not). A key that is not urgent may promise a \
            callback instead. The wait at each menu counts in full; prompts are not counted.

            What is not so is printed, one line each: where, when, which number, the mode, who calls, what the \
            caller does, and why. Overrides made at run time are with the daemon, and not in the file: --live \
            asks it for them, and for the modes that are set.

            Examples:
              nightbell prove clinic.yaml
              nightbell prove clinic.yaml --from '2026-10-25 00:00' --days 14
              nightbell prove /etc/nightbell/clinic.yaml --live
              nightbell prove clinic.yaml --json | jq '.counterExamples[].fault'

            Exit status: 0 proven, 1 there are counter-examples, 2 the configuration cannot be used.
            """)

    @OptionGroup var output: OutputOptions

    @OptionGroup var interval: IntervalOptions

    @OptionGroup var standing: StandingOptions

    @Argument(help: "The configuration to prove.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    func run() async throws {
        let configuration = try standing.configuration(config)
        let (start, end) = try interval.bounds(in: configuration)
        let report = await ProofReport(configuration, from: start, to: end)
        print(output.json ? try Output.json(report) : report.text)
        if !report.counterExamples.isEmpty { throw ExitCode(ExitStatus.findings) }
    }
}
