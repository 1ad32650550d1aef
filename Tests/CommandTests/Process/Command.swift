import Foundation
import NightbellTesting

/// The built program, run as a shell would.
enum Command {
    /// Clinics and faults lie here.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// The repository.
    static let top = folder.deletingLastPathComponent().deletingLastPathComponent()

    /// The program beside the tests that run; `NIGHTBELL` names another one.
    private static let program: String = {
        if let named = ProcessInfo.processInfo.environment["NIGHTBELL"] { return named }
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let beside = tests.appending(path: "nightbell").path
        return FileManager.default.isExecutableFile(atPath: beside)
            ? beside : top.appending(path: ".build/debug/nightbell").path
    }()

    /// Runs `nightbell WORDS`, in which a word that ends in `.yaml` is a file of the tests or of deploy/.
    static func run(_ line: String) async throws -> Program.Result {
        try await Program.run([program] + words(line))
    }

    /// What it prints with `--json`, and how it ends.
    static func json(_ line: String) async throws -> (status: Int32, members: [String: Any]) {
        let result = try await run(line + " --json")
        let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        return (result.status, value as? [String: Any] ?? [:])
    }

    /// Words as a shell would cut them, with single quotes.
    private static func words(_ line: String) -> [String] {
        line.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap { number, part in
            number.isMultiple(of: 2) ? part.split(separator: " ").map { path(String($0)) } : [String(part)]
        }
    }

    private static func path(_ word: String) -> String {
        guard word.hasSuffix(".yaml") || word.hasSuffix("/") else { return word }
        return (word.hasPrefix("deploy/") ? top : folder).appending(path: word).path
    }
}
