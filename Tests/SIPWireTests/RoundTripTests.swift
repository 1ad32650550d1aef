import SIP
import SIPWire
import Testing

@Suite("RFC 3261 §7: what is written is read again as it was")
struct RoundTripTests {
    @Test("The 23 torture messages that are accepted come back equal after writing and reading")
    func corpus() throws {
        var accepted = 0
        for name in try Corpus.names() {
            guard let message = try? MessageParser.parse(Corpus.bytes(name)) else { continue }
            accepted += 1
            #expect(try MessageParser.parse(message.serialized()) == message, "\(name)")
        }
        #expect(accepted == 23)
    }

    /// Text with everything in it that could end a line, a quote, a parameter or a C string.
    private func nastyText(_ generator: inout SeededGenerator) -> String {
        let pieces = [
            "a", "b ", "\r\n", "\r", "\n", "\0", "\"", "\\", "<", ">", ";", ",", "@", ":", "%", "%41", "%0d%0a", "?",
            "=",
            "é", "号", "\u{2028}", "\u{7F}", "\t", "Via: x", "\r\nRoute: <sip:evil.example>\r\n", "[", "]", " ", "/",
        ]
        return (0..<Int.random(in: 1...6, using: &generator))
            .compactMap { _ in pieces.randomElement(using: &generator) }.joined()
    }

    @Test("1,000 messages of hostile strings are written with the same 11 fields as a harmless one, and a right length")
    func injection() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<1_000 {
            let uri = SIPURI(
                user: nastyText(&generator), password: nastyText(&generator), host: nastyText(&generator), port: 5060,
                parameters: Parameters([.init("p" + nastyText(&generator), nastyText(&generator))]),
                headers: nastyText(&generator))
            let address = NameAddress(
                displayName: nastyText(&generator), uri: uri,
                parameters: Parameters([.init("q" + nastyText(&generator), nastyText(&generator))]))
            var headers = Headers(
                via: [
                    Via(transport: nastyText(&generator), host: nastyText(&generator), parameters: address.parameters)
                ],
                from: address, to: address, callID: nastyText(&generator),
                cseq: CSeq(1, Method(nastyText(&generator))), contacts: [address], route: [address],
                recordRoute: [address], maxForwards: 70, contentType: nastyText(&generator))
            headers.others = [
                HeaderField("Subject", nastyText(&generator)), HeaderField("X-" + nastyText(&generator) + "\r\n", "x"),
                HeaderField("Content-Length", "9"), HeaderField("l", "9"), HeaderField("Via", "SIP/2.0/UDP evil"),
            ]
            let body = Array(nastyText(&generator).utf8)
            let message = SIPMessage.request(
                SIPRequest(method: Method(nastyText(&generator)), uri: uri, headers: headers, body: body))
            let lines = String(decoding: message.serialized().dropLast(body.count), as: UTF8.self)
                .split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(
                lines.dropFirst().map { $0.prefix { $0 != ":" } } == [
                    "Via", "Route", "Record-Route", "Max-Forwards", "From", "To", "Call-ID", "CSeq", "Contact",
                    "Subject",
                    "Content-Type", "Content-Length", "", "",
                ])
            #expect(lines.dropLast(2).last == "Content-Length: \(body.count)")
            #expect(!lines.contains { $0.unicodeScalars.contains("\r") || $0.unicodeScalars.contains("\n") })
        }
    }

    @Test("1,000 hostile user parts and display names are read back exactly, control characters in names as spaces")
    func exactness() throws {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<1_000 {
            let user = nastyText(&generator)
            let name = nastyText(&generator)
            let uri = SIPURI(
                user: user, host: "example.com", parameters: Parameters([.init("x", nastyText(&generator))]))
            let address = NameAddress(
                displayName: name, uri: uri, parameters: Parameters([.init("tag", "1"), .init("x", "a" + name)]))
            let headers = Headers(
                via: [Via(transport: "UDP", host: "192.0.2.1")], from: address, to: address, callID: "c",
                cseq: CSeq(1, .options), contacts: [address])
            let request = SIPRequest(method: .options, uri: uri, headers: headers)
            guard case .request(let read) = try MessageParser.parse(request.serialized()) else {
                Issue.record("it is a request")
                return
            }
            let printable = { (text: String) in
                String(
                    String.UnicodeScalarView(
                        text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
            }
            #expect(read.uri == uri)
            #expect(read.headers.from.uri == uri)
            #expect(read.headers.from.displayName == printable(name))
            #expect(read.headers.from.parameters.value("x") == printable("a" + name))
            #expect(NameAddress(parsing: read.headers.from.text) == read.headers.from)
        }
    }
}
