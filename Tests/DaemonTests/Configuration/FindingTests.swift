import Daemon
import Foundation
import Routing
import Testing

@Suite("What is said of a wrong configuration")
struct FindingTests {
    struct Edit: Sendable, CustomTestStringConvertible {
        var old: String
        var new: String
        var findings: [String]
        var line: Int
        var testDescription: String { "findings.txt:\(line)" }
    }

    /// The blocks of `findings.txt`.
    static let edits: [Edit] = {
        let url = DemoClinicTests.top.appending(path: "Tests/DaemonTests/Configuration/findings.txt")
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
        var edits: [Edit] = []
        var block: [Substring] = []
        var start = 1
        for (number, line) in (text + "\n\n").split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if !line.isEmpty {
                if block.isEmpty { start = number + 1 }
                block.append(line)
                continue
            }
            func part(_ mark: Character) -> [String] {
                block.filter { $0.first == mark }.map { String($0.dropFirst(2)) }
            }
            if block.first?.first == "-" {
                edits.append(
                    Edit(
                        old: part("-").joined(separator: "\n"), new: part("+").joined(separator: "\n"),
                        findings: part("="), line: start))
            }
            block = []
        }
        return edits
    }()

    @Test("The small clinic itself has no findings")
    func sound() {
        #expect(SmallClinic.load(SmallClinic.text).findings.map(\.description) == [])
    }

    @Test("There are 132 edits to try")
    func count() {
        #expect(Self.edits.count == 132)
    }

    @Test("Each edit gives exactly the findings that stand beside it, with line and column", arguments: edits)
    func edit(_ edit: Edit) {
        #expect(SmallClinic.findings(edit.old, edit.new) == edit.findings)
    }

    @Test("Errors of nine sections are said all at once, in the order of the file")
    func together() {
        let edits = [
            ("America/Phoenix", "America/Phoneix"), ("mon-fri", "mon-fry"), ("us-federal", "federal"),
            ("[192.0.2.10]", "[]"), ("trusted: yes", "trust: yes"),
            ("Dr. Adams, ring: [\"201\"", "Dr. Adams, ring: [\"202\""),
            ("fri 17:00", "Friday"), ("rounds: 2", "rounds: two"), ("flow: main", "flow: mian"),
            ("say: night-menu", "say: nigth-menu"),
        ]
        var text = SmallClinic.text
        for (old, new) in edits { text = text.replacingOccurrences(of: old, with: new) }
        let findings = SmallClinic.load(text).errors
        #expect(findings.map(\.position.line) == [2, 6, 7, 10, 12, 14, 19, 27, 30, 43])
    }
}
