import Daemon
import Foundation
import Routing
import Testing

@Suite("Files that nobody should write")
struct HostileFileTests {
    private func first(_ bytes: [UInt8]) -> String? {
        let load = ConfigurationLoader.load(bytes, path: "c.yaml", surroundings: SmallClinic.surroundings)
        #expect(load.configuration == nil)
        return load.findings.first?.description
    }

    @Test("A file of 4 MiB and one byte is refused")
    func long() {
        #expect(first(Array(repeating: 0x23, count: 4 << 20 | 1)) == "c.yaml:1:1: error: the file is longer than 4 MiB")
    }

    @Test("Bytes that are not UTF-8 are refused with their line")
    func notText() {
        #expect(
            first(Array("clinic: a\nflows:\n  x: ".utf8) + [0xff, 0x0a])
                == "c.yaml:3:1: error: the file is not UTF-8 text here")
    }

    @Test("An empty file, a list and a word are refused")
    func noTable() {
        #expect(first([]) == "c.yaml:1:1: error: the file is empty")
        #expect(
            first(Array("- a".utf8))
                == "c.yaml:1:1: error: the configuration must be a table (key: value), and is a list")
        #expect(
            first(Array("a".utf8)) == "c.yaml:1:1: error: the configuration must be a table (key: value), and is text")
    }

    @Test("Aliases that unfold into 10^9 entries are refused before they unfold")
    func bomb() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        text += "? *a9\n: x\n"
        #expect(
            first(Array(text.utf8))
                == "c.yaml:1:1: error: anchors (&name) and aliases (*name) are not for this file (write it out)")
    }

    @Test("Lists nested 900 deep are refused with the place where it is too deep")
    func deep() {
        let text = "clinic: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(first(Array(text.utf8)) == "c.yaml:1:41: error: this is nested too deeply")
    }

    @Test("A chain of 5,000 flows is refused and does not exhaust the stack")
    func chain() {
        var text = SmallClinic.text.replacingOccurrences(of: "otherwise: urgent-line", with: "otherwise: f0")
        var flows = "flows:\n"
        for number in 0..<5000 { flows += "  f\(number):\n    - flow: f\(number + 1)\n" }
        flows += "  f5000:\n    - escalate: urgent\n"
        text = text.replacingOccurrences(of: "flows:\n", with: flows)
        let load = SmallClinic.load(text)
        #expect(load.configuration == nil)
        #expect(load.errors.contains { $0.message == "more than 64 flows and menus lead on from one to the next" })
    }

    @Test("Keys that are there 40 times end in a finding, not in 40 readings")
    func duplicates() {
        let text = (0..<40).map { "k\($0): 1\nk\($0): 2\n" }.joined()
        #expect(first(Array(text.utf8))?.contains("is here twice") == true)
    }

    @Test("More than 500 findings are counted, not listed")
    func many() {
        let text = SmallClinic.text + (0..<600).map { "\nx\($0): 1" }.joined()
        let findings = SmallClinic.load(text).findings
        #expect(findings.count == 501)
        #expect(findings.last?.message == "and 100 findings more")
    }

    @Test("A file that is not there is a finding")
    func missing() {
        let load = ConfigurationLoader.load(path: "/etc/clinic/none.yaml", surroundings: SmallClinic.surroundings)
        #expect(
            load.findings.map(\.description)
                == ["/etc/clinic/none.yaml:1:1: error: the configuration cannot be read: it is not there"])
    }
}
