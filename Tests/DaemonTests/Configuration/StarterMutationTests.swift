import CallModel
import Daemon
import Foundation
import Routing
import Testing

@Suite("Mutations of the starters")
struct StarterMutationTests {
    private static let hostile = [
        String(repeating: "[", count: 2000), String(repeating: "{a: ", count: 300), "9999999999999999999999h",
        "&a [*a, *a]", "*a", "<<: *a", "!!binary x", "? x", "---", "...", "%YAML 9.9", "\u{FFFF}",
        "include: clinic.yaml",
        "include: [downtown.yaml, downtown.yaml]", "nightbell: 99", "escalate escalate", "press 99999", "24:01-24:00",
        "every 99999 weeks", "skill: ''", "apart: 500h", "digits: 99-1", "\"850, , x\": y", "voicemail", "queue queue",
    ]

    /// One more kind of change than a slip of an editor: something hostile in a line of its own, or garbage bytes.
    private static func mutate(_ text: String, seed: UInt64) -> [UInt8] {
        var chance = MutationTests.Chance(state: seed &* 7919)
        guard Int.random(in: 0..<4, using: &chance) == 0 else { return MutationTests.mutate(text, seed: seed) }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let line = Int.random(in: 0..<lines.count, using: &chance)
        let indent = String(repeating: " ", count: 2 * Int.random(in: 0..<5, using: &chance))
        lines.insert(indent + (hostile.randomElement(using: &chance) ?? ""), at: line)
        var bytes = Array(lines.joined(separator: "\n").utf8)
        if Bool.random(using: &chance) {
            for _ in 0..<8 {
                bytes[Int.random(in: 0..<bytes.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
            }
        }
        return bytes
    }

    @Test(
        "Each of 80 changes of each starter loads and decides, or is refused with a place in one of its files",
        arguments: StarterTests.files)
    func mutations(file: String) throws {
        let main = StarterTests.path(file)
        let files = try #require(ConfigurationLoader.load(path: main).configuration).files
        var loaded = 0
        for seed in 0..<UInt64(80) {
            let victim = files[Int(seed) % files.count]
            let bytes = Self.mutate(try String(contentsOfFile: victim, encoding: .utf8), seed: seed)
            var surroundings = ConfigurationSurroundings.inspection
            let read = surroundings.readFile
            surroundings.readFile = { path, limit in path == victim ? bytes : try read(path, limit) }
            let load = ConfigurationLoader.load(path: main, surroundings: surroundings)
            for finding in load.findings {
                #expect(finding.position.line >= 1 && finding.position.column >= 1, "seed \(seed): \(finding)")
                #expect(files.contains(finding.position.file), "seed \(seed): \(finding)")
            }
            guard let configuration = load.configuration else {
                #expect(!load.errors.isEmpty, "seed \(seed) is refused without an error")
                continue
            }
            #expect(load.errors.isEmpty, "seed \(seed) is loaded with errors")
            loaded += 1
            for number in configuration.table.dialledNumbers {
                let run = DryRun(configuration.table, did: number, at: Timestamp(seconds: 1_798_192_800))
                #expect(!run.rings.isEmpty, "seed \(seed): a silent caller of \(number.e164) reaches nobody")
            }
        }
        #expect(loaded > 1, "mutations that all fail at the first line test nothing")
        #expect(loaded < 76)
    }

    /// Files of about half a mebibyte, each the worst for one part of the loader.
    private static let shapes: [(name: String, text: String)] = [
        ("unknown keys", (0..<20_000).map { "key\($0): a\n" }.joined()),
        ("callers", "callers:\n" + (0..<20_000).map { "  c\($0): withheld\n" }.joined()),
        ("menu keys", "menus:\n  m:\n    keys:\n" + (0..<20_000).map { "      k\($0): flow f\n" }.joined()),
        (
            "answers",
            "questions:\n  q:\n    digits: 9\n    answers:\n"
                + (0..<20_000).map { "      \"\($0)\": flow f\($0)\n" }.joined()
        ),
        (
            "unknown people",
            "people:\n" + (0..<6000).map { "  person\($0): { ring: \"2\($0 % 90 + 10)\" }\n" }.joined()
                + "escalations:\n  e:\n    steps:\n"
                + (0..<6000).map { "      - { ring: persom\($0), prefer: s\($0) }\n" }.joined()
        ),
        ("dead ends", "flows:\n" + (0..<10_000).map { "  f\($0):\n    - callback: within 4h\n" }.joined()),
        ("one long line", "clinic: \"" + String(repeating: "x", count: 500_000) + "\""),
        ("one long list", "languages: [" + Array(repeating: "e", count: 100_000).joined(separator: ",") + "]"),
    ]

    @Test("Files of up to half a mebibyte that are the worst for one part of the loader are refused, and soon")
    func worst() {
        for shape in Self.shapes {
            let load = SmallClinic.load(SmallClinic.text.prefix(60) + "\n" + shape.text)
            #expect(load.configuration == nil, "\(shape.name)")
            #expect(!load.errors.isEmpty, "\(shape.name)")
        }
    }
}
