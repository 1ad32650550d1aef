import SIP
import SIPWire
import Testing

@Suite("Hostile bytes")
struct MutationTests {
    /// What may be done with a message that was accepted: write it, read it again, find the same.
    private func exercise(_ bytes: [UInt8]) -> Bool {
        let message: SIPMessage
        do {
            message = try MessageParser.parse(bytes)
        } catch {
            _ = error.refusal?.serialized(toTag: "t")
            return false
        }
        let written = message.serialized()
        do {
            let again = try MessageParser.parse(written)
            #expect(again == message, "changed on the way: \(String(decoding: bytes, as: UTF8.self))")
        } catch {
            Issue.record("\(error): written as \(String(decoding: written, as: UTF8.self))")
        }
        return true
    }

    @Test("Each of the 50 messages, cut at every byte, is refused or accepted but never traps")
    func truncations() throws {
        var accepted = 0
        for name in try Corpus.names() {
            let bytes = try Corpus.bytes(name)
            for length in 0..<min(bytes.count, 700) where exercise(Array(bytes.prefix(length))) { accepted += 1 }
        }
        // Only cuts in a body without Content-Length, or behind the end of a message, leave a whole message.
        #expect(accepted > 0 && accepted < 1_000)
    }

    @Test("5,000 messages with 1 to 4 bytes changed survive writing and reading if they are accepted")
    func mutations() throws {
        var generator = SeededGenerator(seed: 4475)
        let corpus = try Corpus.names().map { try Corpus.bytes($0) }
        let spice = Array("<>\"\\;,:@%?=[] \t\r\n\0*/0a\u{7F}".utf8) + [0x80, 0xFF]
        var accepted = 0
        for _ in 0..<5_000 {
            guard var bytes = corpus.randomElement(using: &generator) else { continue }
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<min(bytes.count, 900), using: &generator)
                let spiced = spice.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = spiced
                case 1: bytes.insert(spiced, at: index)
                default: bytes.remove(at: index)
                }
            }
            if exercise(bytes) { accepted += 1 }
        }
        #expect(accepted > 300)
    }

    @Test("2,000 splices of two messages are refused or accepted but never trap")
    func splices() throws {
        var generator = SeededGenerator(seed: 3261)
        let corpus = try Corpus.names().map { try Corpus.bytes($0) }
        var refused = 0
        for _ in 0..<2_000 {
            guard let one = corpus.randomElement(using: &generator), let two = corpus.randomElement(using: &generator)
            else { continue }
            let cut = Int.random(in: 0...one.count, using: &generator)
            let join = Int.random(in: 0...two.count, using: &generator)
            if !exercise(Array(one[..<cut] + two[join...])) { refused += 1 }
        }
        #expect(refused > 1_000)
    }

    @Test("Where osip accepts an address, our own parser reads the same value")
    func differential() throws {
        let addresses = [
            "<sip:a@example.com>", "sip:a@example.com;tag=1", "\"A \\\"B, C\\\" \\\\\" <sip:a@example.com>;tag=2;x",
            "Foo Bar <sips:a:b@[2001:db8::1]:5061;transport=tls?subject=x>;q=0.5", "<tel:+12025550100;ext=1>",
            "\"\" <sip:example.com:5060>;expires=\"60\"", "A<sip:%41%20b@EXAMPLE.com;LR;Maddr=192.0.2.1>",
            "sip:a@example.com ; tag = 3 ;y", "<sip:a;b=c@d;e=f>",
        ]
        for address in addresses {
            let headers = try MessageParser.parse(options(extra: "Contact: \(address)")).headers
            #expect(headers.contacts == [NameAddress(parsing: address)].compactMap(\.self), "\(address)")
            #expect(headers.contacts.count == 1)
        }
    }
}
