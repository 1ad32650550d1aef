import ArgumentParser
import CallModel
import Daemon

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how the daemon is: phones, trunks, calls, callbacks, store.",
        discussion: """
            Examples:
              nightbell status
              nightbell status clinic.yaml
              nightbell status --json | jq '.trunks[] | select(.state != "up") | .name'

            Exit status: 0 the daemon answered, 2 it cannot be asked.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions

    func run() throws {
        let status = try daemon.client().ask(.status, for: DaemonStatus.self)
        print(output.json ? try Output.json(status) : status.text)
    }
}
