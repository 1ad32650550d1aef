import ArgumentParser
import CallModel
import Daemon

struct Callbacks: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show whom we owe a call, take a callback, close it.",
        discussion: """
            A callback is something that a patient was promised. It stays open until a human closes it.

            Examples:
              nightbell callbacks                     open ones, the most overdue first
              nightbell callbacks --reveal            with the numbers, to call back
              nightbell callbacks take 7 --by adams   now it is Dr. Adams's
              nightbell callbacks resolve 7 --by adams --note 'reached at home'

            Exit status: 0 done, 1 it was refused (somebody else has it, it is closed), 2 the daemon cannot be asked.
            """,
        subcommands: [List.self, Take.self, Resolve.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show open callbacks (the default).")

        @OptionGroup var output: OutputOptions
        @OptionGroup var numbers: RevealOptions
        @OptionGroup var daemon: DaemonOptions

        @Option(help: ArgumentHelp("Show so many closed ones, too (0 to 1000).", valueName: "count"))
        var closed = 0

        func validate() throws {
            guard (0...1000).contains(closed) else {
                throw ValidationError("--closed \(closed): from 0 to 1000, please")
            }
        }

        func run() throws {
            let query = CallbacksQuery(closed: closed, reveal: numbers.reveal)
            let report = try daemon.client().ask(.callbacks(query), for: CallbacksReport.self)
            let text = report.text(
                now: ReportTime(WallClock.system.now()), numbers: numbers.reveal ? .inFull : .redacted)
            print(output.json ? try Output.json(report) : text)
        }
    }

    struct Take: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a person the owner of a callback.",
            discussion: "Of two people who take one at once, one gets it and the other is told.")

        @OptionGroup var output: OutputOptions

        @Argument(help: "The callback's number, as the list shows it.")
        var id: Int64

        @OptionGroup var daemon: DaemonOptions

        @Option(help: ArgumentHelp("Who takes it, by the key under `people:`.", valueName: "person"))
        var by: String

        @Option(help: ArgumentHelp("Whom it is taken over from.", valueName: "person"))
        var from: String?

        func run() throws {
            let request = TakeCallback(id: ObligationID(id), by: PersonID(by), from: from.map(PersonID.init))
            let report = try daemon.client().ask(.take(request), for: CallbackReport.self)
            print(output.json ? try Output.json(report) : "callback \(report.id) is \(by)'s now")
        }
    }

    struct Resolve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close a callback: the patient was reached, or it is settled otherwise.")

        @OptionGroup var output: OutputOptions

        @Argument(help: "The callback's number, as the list shows it.")
        var id: Int64

        @OptionGroup var daemon: DaemonOptions

        @Option(help: ArgumentHelp("Who closes it, by the key under `people:`.", valueName: "person"))
        var by: String?

        @Option(help: ArgumentHelp("How it was settled, in words.", valueName: "text"))
        var note = "called back"

        func run() throws {
            let request = ResolveCallback(id: ObligationID(id), by: by.map(PersonID.init), resolution: note)
            let report = try daemon.client().ask(.resolve(request), for: CallbackReport.self)
            print(output.json ? try Output.json(report) : "callback \(report.id) is closed: \(note)")
        }
    }
}
