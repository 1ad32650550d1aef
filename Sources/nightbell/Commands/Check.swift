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
            column and what to write instead. Errors are what a daemon refuses: names that lead nowhere, ways \
            that go round in circles, that end before a person was rung, or that lead an urgent caller to a \
            mailbox, missing prompts, and the clinic's own tests (`expect:`). Warnings are what it takes and \
            callers may not like: more than five options, what nobody needs, and, in the time from now on, gaps \
            and overlaps in who is on call, hand-offs within a clock change, and steps that ring again who was \
            just rung. The sound files of prompts are read, too.

            Examples:
              nightbell check clinic.yaml
              nightbell check clinic.yaml --from '2026-10-25 00:00' --days 14
              nightbell check --json clinic.yaml | jq '.findings[] | [.class, .line]'

            Exit status: 0 sound, 1 there are findings, 2 the file cannot be read.
            """)

    @OptionGroup var output: OutputOptions

    @OptionGroup var interval: IntervalOptions

    @Argument(help: "The configuration to check.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    func run() throws {
        guard access(config, R_OK) == 0 else {
            throw CannotRun(description: "\(config) cannot be read: \(String(cString: strerror(errno)))")
        }
        if let folder = opendir(config) {
            closedir(folder)
            throw CannotRun(description: "\(config) is a folder: name the file that includes the others")
        }
        let read = ConfigurationLoader.load(path: config)
        let load = read.checkingPrompts(synthesiser: .installed(read.configuration?.speech ?? SpeechSettings()))
        var findings = load.findings
        if let configuration = load.configuration {
            let (start, end) = try interval.bounds(in: configuration)
            findings += Lint(configuration.clinic, configuration.table, from: start, to: end).findings
            findings.sort { $0.position < $1.position }
        }
        if output.json {
            print(try Output.json(FindingsReport(load.configuration, findings)))
        } else {
            for finding in findings { print(finding) }
            print(load.summary(of: config, findings))
        }
        if !findings.isEmpty { throw ExitCode(ExitStatus.findings) }
    }
}

extension ConfigurationLoad {
    /// The last line for people.
    fileprivate func summary(of path: String, _ findings: [Finding]) -> String {
        guard let configuration else {
            return "\(path): \(Words.count(errors.count, "error")); a daemon would keep the configuration it has"
        }
        let parts = [
            Words.count(configuration.table.dialledNumbers.count, "number"),
            Words.count(configuration.phones.count, "phone"), Words.count(configuration.trunks.count, "trunk"),
            "\(Words.count(configuration.expectations.count, "expectation")) met",
        ]
        let warned = findings.isEmpty ? "" : ", \(Words.count(findings.count, "warning"))"
        return "\(path) is sound: \(configuration.table.clinic), configuration \(configuration.version), "
            + parts.joined(separator: ", ") + warned
    }
}
