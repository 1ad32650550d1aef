import CallModel
import Daemon
import Routing
import Testing

@Suite("Mutations of the demo clinic")
struct MutationTests {
    /// SplitMix64: the same numbers on every machine.
    struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return value ^ (value >> 31)
        }
    }

    private static let words = [
        "escalate urgent", "callback", "menu night", "flow main", "repeat", "hang up", "201", "211", "+16025550100",
        "0", "#",
        "yes", "no", "~", "''", "[]", "{}", "- ", ": ", "  ", "\t", "&a ", "*a", "!!int ", "|", ">", "2026-02-30",
        "24:00",
        "99999999999999999999", "-1", "1s", "\u{0}", "\u{85}", "\u{FEFF}", "é", "\u{1F600}", "\"", "'", "during office",
    ]

    static func mutate(_ text: String, seed: UInt64) -> [UInt8] {
        var chance = Chance(state: seed)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var cut: Int?
        for _ in 0...Int.random(in: 0..<3, using: &chance) {
            let line = Int.random(in: 0..<lines.count, using: &chance)
            let other = Int.random(in: 0..<lines.count, using: &chance)
            var letters = Array(lines[line])
            let place = Int.random(in: 0...letters.count, using: &chance)
            switch Int.random(in: 0..<9, using: &chance) {
            case 0: lines.remove(at: line)
            case 1: lines.insert(lines[other], at: line)
            case 2: lines.swapAt(line, other)
            case 3: lines[line] = "  " + lines[line]
            case 4: lines[line] = String(lines[line].drop { $0 == " " })
            case 5:
                if place < letters.count { letters.remove(at: place) }
                lines[line] = String(letters)
            case 6:
                letters.insert(contentsOf: words.randomElement(using: &chance) ?? "", at: place)
                lines[line] = String(letters)
            case 7:
                let mine = lines[line].split(separator: " ").map(String.init)
                let theirs = lines[other].split(separator: " ").map(String.init)
                if let old = mine.randomElement(using: &chance), let new = theirs.randomElement(using: &chance) {
                    lines[line] = lines[line].replacing(old, with: new, maxReplacements: 1)
                }
            default: cut = Int.random(in: 0...text.utf8.count, using: &chance)
            }
            if lines.isEmpty { lines = [""] }
        }
        var bytes = Array(lines.joined(separator: "\n").utf8)
        if let cut { bytes = Array(bytes.prefix(cut)) }
        return bytes
    }

    @Test("Each of 600 either loads and decides, or is refused with a place", arguments: 0..<6)
    func mutations(batch: Int) throws {
        let text = try DemoClinicTests.text()
        var loaded = 0
        for seed in batch * 100..<batch * 100 + 100 {
            let bytes = Self.mutate(text, seed: UInt64(seed))
            let load = ConfigurationLoader.load(bytes, path: "c.yaml", surroundings: .system)
            for finding in load.findings {
                #expect(finding.position.line >= 1 && finding.position.column >= 1, "seed \(seed): \(finding)")
                #expect(!finding.message.isEmpty, "seed \(seed)")
            }
            guard let configuration = load.configuration else {
                #expect(!load.errors.isEmpty, "seed \(seed) is refused without an error")
                continue
            }
            #expect(load.errors.isEmpty, "seed \(seed) is loaded with errors")
            loaded += 1
            for number in configuration.table.dialledNumbers {
                let run = DryRun(configuration.table, did: number, at: Timestamp(seconds: 1_798_192_800))
                #expect(!run.rings.isEmpty, "seed \(seed): a silent caller reaches nobody")
            }
        }
        #expect(loaded > 1, "mutations that all fail at the first line test nothing")
        #expect(loaded < 95)
    }
}
