import ArgumentParser
import CallModel
import Daemon
import Glibc

struct Recording: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List recordings, and export one that somebody may hear.",
        discussion: """
            Recordings are encrypted where they lie. An export is written down before anything is decrypted: who asked, \
            when, and for which.

            Examples:
              nightbell recording                             the last 20
              nightbell recording list --call 0006433a2f81c400-9c41
              nightbell recording list --accesses             who was given one
              nightbell recording export 0006433a2f81c400-9c41-1 --out call.wav
              nightbell recording new-key 2027 >> recording-keys

            Exit status: 0 done, 1 it was refused (another key, changed, cut off), 2 it could not be tried.
            """,
        subcommands: [List.self, Export.self, NewKey.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show recordings (the default).")

        @OptionGroup var output: OutputOptions
        @OptionGroup var daemon: DaemonOptions

        @Option(help: ArgumentHelp("Only those of this call.", valueName: "call"))
        var call: String?

        @Option(help: ArgumentHelp("Show so many (1 to 1000).", valueName: "count"))
        var last = 20

        @Flag(help: "Show who was given one, too.")
        var accesses = false

        func validate() throws {
            guard (1...1000).contains(last) else { throw ValidationError("--last \(last): from 1 to 1000, please") }
        }

        func run() throws {
            let query = RecordingsQuery(last: last, call: call.map { CallID($0) }, accesses: accesses)
            let report = try daemon.client().ask(.recordings(query), for: RecordingsReport.self)
            print(output.json ? try Output.json(report) : report.text)
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decrypt a recording into a WAV file.",
            discussion: "The caller is on the left, who took the call on the right.")

        @Argument(help: "The recording, or its call, as `nightbell calls` shows it.")
        var id: String

        @OptionGroup var daemon: DaemonOptions

        @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file(extensions: ["wav"]))
        var out: String

        @Option(help: ArgumentHelp("For whom it is, for the access log.", valueName: "name"))
        var by: String?

        @Flag(help: "Take what there is of a recording whose end is missing.")
        var partial = false

        func run() throws {
            let claimed = by ?? getenv("SUDO_USER").map { String(cString: $0) }
            let grant = try daemon.client().ask(
                .exportRecording(ExportRequest(id: id, by: claimed)), for: RecordingGrant.self)
            do {
                let result = try grant.export(to: out, partial ? .whatThereIs : .whole)
                print("\(out): \(Words.seconds(result.seconds)) of \(grant.name)")
                if let cutOff = result.cutOff { Output.complain("\(grant.name) \(cutOff)") }
            } catch {
                Output.complain("\(error)")
                throw ExitCode(ExitStatus.findings)
            }
        }
    }

    struct NewKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new-key",
            abstract: "Print a line for the key file: the last key of the file seals, all of them open.")

        @Argument(help: "The key's name, such as the year.")
        var name: String

        func run() throws { print(try RecordingGrant.newKeyLine(name: name)) }
    }
}
