import ArgumentParser
import Daemon

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon in the foreground.",
        discussion: """
            systemd starts it so (deploy/nightbell.service), and it tells systemd when it answers calls. SIGTERM and \
            Ctrl-C drain: no new calls, running ones are waited for up to the configured limit, then hung up; a second \
            one does not wait. SIGHUP reads the configuration anew.

            Example:
              nightbell serve /etc/nightbell/clinic.yaml

            Exit status: 0 after a drain, 1 when it could not start (a port is taken, a prompt is missing), 2 when \
            the configuration was refused.
            """)

    @Argument(help: "The clinic's configuration.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    func run() async throws {
        throw ExitCode(await NightbellDaemon.run(configurationPath: config))
    }
}
