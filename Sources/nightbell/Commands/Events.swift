import ArgumentParser
import CallModel
import Daemon
import Glibc

struct Events: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell what happens, as it happens, until Ctrl-C.",
        discussion: """
            Examples:
              nightbell events
              nightbell events --json | jq -r .text

            Exit status: 0 the daemon ended, 2 it cannot be asked.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions

    func run() throws {
        try daemon.client().listen { line in
            print(output.json ? (try? Output.jsonLine(line)) ?? "{}" : line.text(indented: Words.local(line.at)))
            // Another program reads along: each line goes out as it comes.
            fflush(nil)
            return .goOn
        }
    }
}

extension NarrationLine {
    fileprivate func text(indented time: String) -> String {
        "\(time)  " + (seconds.map { "+\(Words.seconds($0))  " } ?? "") + text
    }
}
