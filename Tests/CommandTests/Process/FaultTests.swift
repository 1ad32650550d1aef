import Foundation
import NightbellTesting
import Routing
import Testing

@Suite("Seeded faults of every class")
struct FaultTests {
    /// Files in which lines say with `# fault: CLASS` what is wrong with them.
    static let files: [String] = {
        let folder = Command.folder.appending(path: "Faults").path
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return all.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    /// `line: class`, once each.
    private static func seeded(_ file: String) throws -> Set<String> {
        let text = try String(contentsOf: Command.folder.appending(path: "Faults/\(file)"), encoding: .utf8)
        var faults: Set<String> = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let mark = line.firstRange(of: "# fault: ") else { continue }
            faults.insert("\(index + 1): \(line[mark.upperBound...])")
        }
        return faults
    }

    private static let interval = "--from '2026-09-01 00:00' --days 400"

    @Test("There are 30 files, and each of the 16 classes is in one")
    func complete() throws {
        #expect(Self.files.count == 30)
        var classes: Set<String> = []
        for file in Self.files {
            for fault in try Self.seeded(file) { classes.insert(String(fault.drop { $0 != " " }.dropFirst())) }
        }
        #expect(classes == Set(FindingClass.allCases.map(\.rawValue)))
    }

    @Test(
        "Each fault is found by its class on its line, and nothing else is; the command ends with 1", arguments: files)
    func found(file: String) async throws {
        let (status, members) = try await Command.json("check Faults/\(file) \(Self.interval)")
        let findings = try #require(members["findings"] as? [[String: Any]])
        let found = findings.map { "\($0["line"] ?? "no line"): \($0["class"] ?? "no class")" }
        #expect(Set(found) == (try Self.seeded(file)))
        #expect(findings.allSatisfy { ($0["file"] as? String)?.hasSuffix("/Faults/\(file)") == true })
        #expect(status == 1)
    }

    @Test("What is wrong at times has its local time in its line, and begins with file, line and column")
    func lines() async throws {
        let result = try await Command.run("check Faults/hand-off-in-skipped-hour.yaml \(Self.interval)")
        let line = try #require(result.output.split(separator: "\n").first)
        #expect(line.contains("/Faults/hand-off-in-skipped-hour.yaml:12:3: warning: "))
        #expect(line.contains("at 2027-03-14 02:30 is in an hour that the clock skips"))
        #expect(line.contains("Sun 14 Mar 03:00 EDT"))
        #expect(result.status == 1)
    }

    @Test(
        "A clinic without faults has no finding and no counter-example, by text and by JSON",
        arguments: [
            "Clinics/well.yaml", "deploy/demo/clinic.yaml", "deploy/starters/family-practice.yaml",
            "deploy/starters/dental.yaml", "deploy/starters/pediatrics.yaml", "deploy/starters/urgent-care.yaml",
            "deploy/starters/several-sites/clinic.yaml",
        ])
    func clean(file: String) async throws {
        let (status, members) = try await Command.json("check \(file) \(Self.interval)")
        #expect(status == 0)
        #expect((members["findings"] as? [Any])?.count == 0)
        let check = try await Command.run("check \(file) \(Self.interval)")
        #expect(check.output.split(separator: "\n").count == 1, "\(check.output)")
        #expect(check.status == 0)
        let proof = try await Command.run("prove \(file) \(Self.interval)")
        #expect(proof.output.contains(" is proven: every caller reaches a person within "))
        #expect(proof.status == 0)
    }
}
