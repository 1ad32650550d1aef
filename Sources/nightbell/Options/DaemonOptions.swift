import ArgumentParser
import Daemon
import Glibc

/// Which daemon a command asks.
struct DaemonOptions: ParsableArguments {
    @Argument(help: "The configuration that the daemon serves; it names the socket.", completion: .file())
    var config: String?

    @Option(help: ArgumentHelp("The daemon's control socket.", valueName: "path"), completion: .file())
    var socket: String?

    /// The client of that daemon.
    ///
    /// - Throws: `ControlPathError` when the configuration does not say where its daemon listens.
    func client() throws -> ControlClient {
        if let socket { return ControlClient(path: socket) }
        if let config { return ControlClient(path: try ControlPath.named(inConfiguration: config)) }
        if let variable = getenv("NIGHTBELL_SOCKET") { return ControlClient(path: String(cString: variable)) }
        return ControlClient(path: ControlPath.fallback)
    }
}

/// How an answer is printed.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON, for programs.")
    var json = false
}

/// Whether numbers are shown.
struct RevealOptions: ParsableArguments {
    @Flag(help: "Show telephone numbers in full.")
    var reveal = false
}
