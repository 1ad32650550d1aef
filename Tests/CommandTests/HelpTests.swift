import ArgumentParser
import Testing

@testable import nightbell

@Suite("The help teaches")
struct HelpTests {
    static let commands: [any ParsableCommand.Type] = [
        Nightbell.self, Serve.self, Media.self, Check.self, Prove.self, Diff.self, Route.self, Status.self, Calls.self,
        Callbacks.self, Events.self, OnCall.self, Mode.self, Override.self, Swap.self,
        Replay.self, Reload.self, Drain.self, Version.self,
    ]

    /// The example lines of a help text: everything up to two spaces, a pipe or a file that the shell writes.
    private func examples(_ command: any ParsableCommand.Type) -> [[String]] {
        command.configuration.discussion.split(separator: "\n")
            .filter { $0.hasPrefix("  nightbell ") }
            .map { line in
                let text = line.dropFirst(2)
                let end = ["  ", " |", " >"].compactMap { text.firstRange(of: $0)?.lowerBound }.min()
                return words(text[..<(end ?? text.endIndex)])
            }
    }

    /// Words as a shell would cut them, with single quotes.
    private func words(_ text: Substring) -> [String] {
        var words: [String] = []
        for (number, part) in text.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
            if number.isMultiple(of: 2) {
                words += part.split(separator: " ").map(String.init)
            } else {
                words.append(String(part))
            }
        }
        return Array(words.dropFirst())
    }

    @Test("Each of the 19 help texts has examples that parse, in lines of at most 79 characters")
    func examples() throws {
        for command in Self.commands {
            let lines = examples(command)
            #expect(!lines.isEmpty, "\(command)")
            for line in lines {
                #expect(throws: Never.self, "\(line)") { _ = try Nightbell.parseAsRoot(line) }
            }
            let long = command.configuration.discussion.split(separator: "\n")
                .filter { $0.hasPrefix("  ") && $0.count > 79 }
            #expect(long == [], "\(command)")
        }
    }

    @Test("What the issue asks for parses to its command")
    func lines() throws {
        func command(_ line: String) throws -> String { "\(type(of: try Nightbell.parseAsRoot(words(line[...]))))" }
        #expect(try command("nightbell serve clinic.yaml") == "Serve")
        #expect(try command("nightbell check clinic.yaml --json") == "Check")
        #expect(try command("nightbell route c.yaml --did 6025550100 --at '2026-12-25 03:00' --keys 8,5") == "Route")
        #expect(try command("nightbell status") == "Status")
        #expect(try command("nightbell status clinic.yaml --json") == "Status")
        #expect(try command("nightbell calls clinic.yaml --last 1") == "Calls")
        #expect(try command("nightbell callbacks") == "List")
        #expect(try command("nightbell callbacks clinic.yaml --reveal") == "List")
        #expect(try command("nightbell callbacks take 7 clinic.yaml --by adams") == "Take")
        #expect(try command("nightbell callbacks resolve 7 --note 'called back'") == "Resolve")
        #expect(try command("nightbell reload clinic.yaml") == "Reload")
        #expect(try command("nightbell drain --no-wait --within 5") == "Drain")
        #expect(try command("nightbell version") == "Version")
    }

    @Test(
        "What cannot be meant is refused before the daemon is asked",
        arguments: [
            "calls --last -1", "calls --last 1001", "calls --last many", "callbacks --closed 1001",
            "callbacks take --by adams", "callbacks take 7", "callbacks take seven --by adams", "drain --within -1",
            "drain --within 86401", "serve", "check", "route clinic.yaml", "dance", "status one two",
        ])
    func refusals(line: String) {
        #expect(throws: (any Error).self) { try Nightbell.parseAsRoot(line.split(separator: " ").map(String.init)) }
    }
}
