import ArgumentParser
import Daemon

struct Media: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the media process: RTP, prompts and bridges, and nothing else.",
        discussion: """
            With 'media: { process: unit }' systemd starts it (deploy/nightbell-media.socket), with 'process: own' the \
            daemon does. It reads no configuration and no file: the daemon says on its socket what it needs. When the \
            daemon dies, people who talk to each other go on; when it dies, the daemon makes its endpoints again.

            Examples:
              nightbell media --socket /run/nightbell-media/media.sock
              nightbell media --client nightbell

            Exit status: 0 it was told to end, 1 it could not start.
            """)

    @Option(help: ArgumentHelp("Listen here; systemd's socket needs no path.", valueName: "path"), completion: .file())
    var socket: String?

    @Option(help: ArgumentHelp("A user whose daemon may command it, besides its own and root.", valueName: "user"))
    var client: [String] = []

    @Flag(help: "End when nobody has commanded it for 30 seconds and nobody talks.")
    var whileUsed = false

    func run() async throws {
        throw ExitCode(
            await MediaDaemon.run(socket: socket, clients: client, lifetime: whileUsed ? .whileUsed : .untilStopped))
    }
}
