import Routing
import Testing

@Suite("Did you mean")
struct SpellingTests {
    @Test(
        "One slip in three letters is a slip; more is another word",
        arguments: [
            ("urgnt", "urgent"), ("mian", "main"), ("Adams", "adams"), ("providrs", "providers"), ("dya", "day"),
            ("es", nil), ("carrier", nil), ("", nil),
        ] as [(String, String?)])
    func nearest(word: String, meant: String?) {
        #expect(Spelling.nearest(to: word, among: ["urgent", "main", "adams", "providers", "day", "en"]) == meant)
    }

    @Test("Twelve names are listed, thirteen are not")
    func list() {
        let names = (10..<23).map { "a\($0)" }
        #expect(Spelling.hint(for: "zzzzzz", among: names) == nil)
        #expect(Spelling.hint(for: "zzzzzz", among: ["b", "a"]) == "there are: a, b")
        #expect(Spelling.hint(for: "zzzzzz", among: ["b"]) == "there is only 'b'")
        #expect(Spelling.hint(for: "zzzzzz", among: []) == nil)
    }
}
