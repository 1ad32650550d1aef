import ArgumentParser
import Daemon

struct Reload: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Have the daemon read its configuration anew.",
        discussion: """
            The new one is checked as a whole and swapped in for new calls; running calls keep theirs. With any error \
            the old one stays, and no call notices. SIGHUP does the same.

            Examples:
              nightbell reload clinic.yaml
              systemctl reload nightbell

            Exit status: 0 it is in force, 1 it was refused, 2 the daemon cannot be asked.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions

    func run() throws {
        // Prompts may have to be spoken.
        let report = try daemon.client().ask(.reload, for: ReloadReport.self, within: 120)
        if output.json {
            print(try Output.json(report))
        } else {
            for finding in report.findings { print(finding) }
            switch report.result {
            case .swapped: print("configuration \(report.version) is in force for new calls")
            case .unchanged: print("nothing has changed: configuration \(report.version) was in force already")
            case .refused: print("refused: configuration \(report.version) stays in force")
            }
        }
        if report.result == .refused { throw ExitCode(ExitStatus.findings) }
    }
}
