/// Makes a configuration wrong, as a slip of an editor or an enemy does: the same changes for the same seed everywhere.
enum Mutator {
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

    private static let hostile = [
        String(repeating: "[", count: 2000), String(repeating: "{a: ", count: 300), "9999999999999999999999h",
        "&a [*a, *a]", "*a", "<<: *a", "!!binary x", "? x", "---", "...", "%YAML 9.9", "\u{FFFF}",
        "include: clinic.yaml",
        "include: [downtown.yaml, downtown.yaml]", "nightbell: 99", "escalate escalate", "press 99999", "24:01-24:00",
        "every 99999 weeks", "skill: ''", "apart: 500h", "digits: 99-1", "\"850, , x\": y", "voicemail", "queue queue",
    ]

    /// `text` with one change, or a few.
    static func mutate(_ text: String, seed: UInt64) -> [UInt8] {
        var chance = Chance(state: seed &* 7919)
        switch Int.random(in: 0..<8, using: &chance) {
        case 0: return garbage(hostile(text, &chance), &chance)
        case 1: return Array(hostile(text, &chance).utf8)
        default: return slip(text, &chance)
        }
    }

    /// Something hostile in a line of its own.
    private static func hostile(_ text: String, _ chance: inout Chance) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let line = Int.random(in: 0..<lines.count, using: &chance)
        let indent = String(repeating: " ", count: 2 * Int.random(in: 0..<5, using: &chance))
        lines.insert(indent + (hostile.randomElement(using: &chance) ?? ""), at: line)
        return lines.joined(separator: "\n")
    }

    /// Eight bytes that are anything.
    private static func garbage(_ text: String, _ chance: inout Chance) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<8 {
            bytes[Int.random(in: 0..<bytes.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
        }
        return bytes
    }

    /// Up to three slips of an editor.
    private static func slip(_ text: String, _ chance: inout Chance) -> [UInt8] {
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
}
