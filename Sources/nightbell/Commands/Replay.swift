import ArgumentParser
import CallModel
import Daemon
import Glibc
import Routing
import Storage

struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the decisions of past calls again, and say where they differ.",
        discussion: """
            Each decision is kept with what was known of the call, and each configuration with its version: the same \
            configuration, instant and facts give the same plan. The store is read where it is; the daemon may run.

            Examples:
              nightbell replay clinic.yaml 0006474846204000-9c41
              nightbell replay clinic.yaml --all
              nightbell replay clinic.yaml --all --json | jq '.differences'

            Exit status: 0 all that could be made again came out the same, 1 some differ (one line each), 2 it could \
            not be tried: with a call when any of its decisions could not, with --all when none could.
            """)

    @OptionGroup var output: OutputOptions

    @Argument(help: "The configuration that names the store.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    @Argument(help: ArgumentHelp("The call.", valueName: "call"))
    var call: String?

    @Flag(help: "Every call that has a record.")
    var all = false

    func validate() throws {
        guard all == (call == nil) else { throw ValidationError("name a call, or say --all") }
    }

    func run() async throws {
        let load = ConfigurationLoader.load(path: config)
        guard let configuration = load.configuration else {
            for finding in load.errors { Output.complain(finding.description, prefix: "") }
            throw ExitCode(ExitStatus.couldNotRun)
        }
        guard access(configuration.store, R_OK) == 0 else {
            throw CannotRun(description: "there is no store at \(configuration.store)")
        }
        let store = Store(path: configuration.store, clock: .system)
        let report: ReplayReport
        do {
            try store.open()
            let replay = Daemon.Replay(store)
            if let call { report = try await replay.run(CallID(call)) } else { report = try await replay.runAll() }
            try store.close()
        } catch {
            throw CannotRun(description: "\(error)")
        }
        if output.json { print(try Output.json(report)) } else { print(report.text) }
        if !report.differences.isEmpty { throw ExitCode(ExitStatus.findings) }
        // Of a call that was asked for nothing may be left out.
        if let call, report.replayed == 0 || !report.skipped.isEmpty {
            throw CannotRun(description: "not all decisions of the call \(call) could be made again")
        }
        // Whoever asks every night must not take it for a proof that there was nothing to look at.
        if report.replayed == 0 {
            let why = report.skipped.isEmpty ? "it has no decisions" : "none of its decisions could be made again"
            throw CannotRun(description: "nothing was replayed of \(configuration.store): \(why)")
        }
    }
}
