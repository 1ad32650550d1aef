import ArgumentParser
import Daemon
import Glibc

struct Drain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take no new calls, wait for the running ones, then end the daemon.",
        discussion: """
            New calls are refused with 503, so that the carrier tries elsewhere. After the limit, running calls are \
            hung up. Under systemd prefer `systemctl stop nightbell`, which does the same and stays stopped.

            Examples:
              nightbell drain clinic.yaml
              nightbell drain --within 60
              nightbell drain --no-wait

            Exit status: 0 the daemon ended (or drains, with --no-wait), 2 it cannot be asked.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions

    @Option(help: ArgumentHelp("Hang up what still runs after so many seconds.", valueName: "seconds"))
    var within: Int?

    @Flag(inversion: .prefixedNo, help: "Wait until the daemon has ended.")
    var wait = true

    func validate() throws {
        if let within, !(0...86_400).contains(within) {
            throw ValidationError("--within \(within): from 0 to 86400 seconds, please")
        }
    }

    func run() throws {
        let client = try daemon.client()
        let report = try client.ask(.drain(DrainQuery(limitSeconds: within)), for: DrainReport.self)
        if output.json {
            print(try Output.json(report))
        } else {
            print("draining: \(Words.count(report.calls, "call")) running, at most \(report.limitSeconds) s more")
        }
        guard wait else { return }
        // The daemon's end is the end of its narration.
        while true {
            do {
                try client.listen { _ in .goOn }
            } catch is ControlUnreachable {
                break
            } catch let error as ControlError where error.code == .busy {
                sleep(1)
            }
        }
        if !output.json { print("the daemon has ended") }
    }
}
