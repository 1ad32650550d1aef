import ArgumentParser
import CallModel
import Daemon
import Glibc
import Routing

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say everything that is wrong with a configuration.",
        discussion: """
            Nothing of a running daemon is touched. Each finding is a line as compilers write it, with line and \
            column and what to write instead; the clinic's own tests (`expect:`) are tried, too, and its sound files \
            are read.

            Examples:
              nightbell check clinic.yaml
              nightbell check --json clinic.yaml | jq '.findings[].message'

            Exit status: 0 sound (there may be warnings), 1 errors, 2 the file cannot be read.
            """)

    @OptionGroup var output: OutputOptions

    @Argument(help: "The configuration to check.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    /// What programs read.
    private struct Report: Encodable {
        var version: String?
        var findings: [Finding]
    }

    func run() throws {
        guard access(config, R_OK) == 0 else {
            throw CannotRun(description: "\(config) cannot be read: \(String(cString: strerror(errno)))")
        }
        let load = ConfigurationLoader.load(path: config).checkingPrompts(synthesiser: .installed())
        if output.json {
            print(try Output.json(Report(version: load.configuration?.version.value, findings: load.findings)))
        } else {
            for finding in load.findings { print(finding) }
            print(load.summary(of: config))
        }
        if load.configuration == nil { throw ExitCode(ExitStatus.findings) }
    }
}

extension ConfigurationLoad {
    /// The last line for people.
    fileprivate func summary(of path: String) -> String {
        guard let configuration else {
            return "\(path): \(Words.count(errors.count, "error")); a daemon would keep the configuration it has"
        }
        let parts = [
            Words.count(configuration.table.dialledNumbers.count, "number"),
            Words.count(configuration.phones.count, "phone"), Words.count(configuration.trunks.count, "trunk"),
            "\(Words.count(configuration.expectations.count, "expectation")) met",
        ]
        let warned = warnings.isEmpty ? "" : ", \(Words.count(warnings.count, "warning"))"
        return "\(path) is sound: \(configuration.table.clinic), configuration \(configuration.version), "
            + parts.joined(separator: ", ") + warned
    }
}
