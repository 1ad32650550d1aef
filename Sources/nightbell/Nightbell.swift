import ArgumentParser
import Daemon
import Glibc

/// The program: one subcommand each for the daemon and for everything one asks it.
@main
struct Nightbell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nightbell",
        abstract: "The night bell of a clinic's telephone: it rings people until one of them accepts.",
        discussion: """
            A first evening:
              nightbell check clinic.yaml    every error at once, with line and column
              nightbell prove clinic.yaml    every caller reaches a person, the whole year
              nightbell route clinic.yaml --did +16025550100 --keys 5
              nightbell serve clinic.yaml    the daemon, in the foreground
              nightbell status clinic.yaml   in another terminal
              nightbell callbacks            whom we owe a call

            Commands that ask the daemon find it by CONFIG, by --socket, by $NIGHTBELL_SOCKET, or at \
            \(ControlPath.fallback).

            Exit status: 0 all is well, 1 there are findings or it was refused, 2 it could not be tried.
            """,
        version: "nightbell \(Product.version)",
        subcommands: [
            Serve.self, Media.self, Check.self, Prove.self, Diff.self, Route.self, Status.self, Calls.self,
            Callbacks.self, Events.self, OnCall.self, Mode.self, Override.self, Swap.self, Reload.self,
            Recording.self, Drain.self, Replay.self, Version.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            leave(with: error)
        }
    }

    /// Says what `error` means and ends the process with the status of ``ExitStatus``.
    private static func leave(with error: any Error) -> Never {
        switch error {
        case let error as ControlError:
            Output.complain(error.message)
            Glibc.exit(ExitStatus.findings)
        case is ControlUnreachable, is ControlPathError, is RouteQuestionError, is CannotRun:
            Output.complain("\(error)")
            Glibc.exit(ExitStatus.couldNotRun)
        case let code as ExitCode:
            Glibc.exit(code.rawValue)
        default:
            let asked = exitCode(for: error).isSuccess
            let message = fullMessage(for: error)
            if asked { print(message) } else { Output.complain(message, prefix: "") }
            Glibc.exit(asked ? ExitStatus.well : ExitStatus.couldNotRun)
        }
    }
}

/// What the exit status of every subcommand means.
enum ExitStatus {
    /// All is well.
    static let well: Int32 = 0
    /// There are findings, or what was asked for was refused.
    static let findings: Int32 = 1
    /// It could not be tried: a wrong option, a file that is not there, no daemon.
    static let couldNotRun: Int32 = 2
}

/// Why a subcommand could not be tried.
struct CannotRun: Error, CustomStringConvertible {
    let description: String
}
