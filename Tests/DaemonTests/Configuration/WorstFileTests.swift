import Daemon
import Foundation
import Routing
import Testing

@Suite("Files that take long to read")
struct WorstFileTests {
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
