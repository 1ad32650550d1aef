import ArgumentParser
import Daemon

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say which program this is.",
        discussion: """
            Examples:
              nightbell version
              nightbell version --json
            """)

    @OptionGroup var output: OutputOptions

    func run() throws {
        let report = VersionReport(version: Product.version)
        print(output.json ? try Output.json(report) : "nightbell \(report.version)")
    }
}
