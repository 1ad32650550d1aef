import SIP
import Testing

@testable import SIPWire

@Suite("Addresses of the usual shape")
struct PlainAddressTests {
    private static let invite = wire(
        """
        INVITE sip:+16025550100@192.0.2.1:5060;transport=udp SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK-7-1-0;rport
        Via: SIP/2.0/TCP proxy.example.net;branch=z9hG4bK8.1;received=192.0.2.8
        Record-Route: <sip:192.0.2.7;lr>
        From: "Patient 7" <sip:6025550123@192.0.2.7:5060>;tag=7-a_b=
        To: <sip:+16025550100@192.0.2.1>
        Call-ID: 7@192.0.2.7
        CSeq: 1 INVITE
        Contact: <sip:6025550123@192.0.2.7:5060;ob>;expires=60;q=0.5
        Max-Forwards: 70
        Content-Length: 0


        """)

    private static let answer = wire(
        """
        SIP/2.0 200 OK
        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKh3r5s8eands82;rport=5060;received=192.0.2.1
        Contact: <sip:200@192.0.2.3:5060;transport=tcp>;expires=60, <sip:a.b@example.net>
        To: <sip:200@nightbell.example>;tag=u1x052d989d
        From: "" <sip:+16025550100@192.0.2.1:5060>;tag=okmfj4hv6avg0
        CSeq: 2147483647 REGISTER
        Call-ID: p73efqpjs09uap5auldi2ce8hc
        Expires: 60
        Content-Length: 0


        """)

    private func read(_ bytes: [UInt8], _ hasShortcut: Bool) -> SIPMessage? {
        try? MessageParser.parse(bytes, hasShortcut: hasShortcut)
    }

    @Test("Nothing of an ordinary INVITE needs osip, and both ways read the same")
    func ordinary() throws {
        let quick = try #require(read(Self.invite, true))
        #expect(quick == read(Self.invite, false))
        guard case .request(let request) = quick else { return #expect(Bool(false), "a response") }
        #expect(request.headers.from.displayName == "Patient 7")
        #expect(request.headers.from.tag == "7-a_b=")
        #expect(request.headers.via.map(\.host) == ["192.0.2.7", "proxy.example.net"])
        #expect(request.headers.contacts.first?.uri.parameters.contains("ob") == true)
        #expect(request.uri.port == 5060)
    }

    @Test(
        "What could be read in two ways is left to osip",
        arguments: [
            "<sip:a@example.com> ", "<sip:a%40b@example.com>", "<sip:a@EXAMPLE.com>", "<sips:a@example.com>",
            "<tel:+16025550123>", "sip:a@example.com", "<sip:a@example.com>,<sip:b@example.com>", "<sip:@example.com>",
            "\"a\\\"b\" <sip:a@example.com>", "<sip:a@example.com:0>",
            "<sip:a@example.com:05060>", "<sip:a@example.com:65536>",
            "<sip:a;b@example.com>",
            "<sip:a@[2001:db8::1]>", "<sip:a@example.com>;x=\"y\"", "<sip:a@example.com>;Tag=1", "<sip:a@example.com;>",
            "<sip:a@example.com>;tag", "<sip:a@example.com>;x=z9hG4bK",
            "<sip:a@example.com", "<sip:a:b@example.com>", "<sip:a@example.com?x=y>", "", "*",
        ])
    func left(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(NameAddress(plain: bytes, bytes.indices) == nil)
    }

    @Test(
        "A Via that may have to be refused is left to osip",
        arguments: [
            "SIP/2.0/UDP 192.0.2.7;branch", "SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK", "SIP/2.0/UDP 192.0.2.7;branch=a=",
            "SIP/2.0/UDP 192.0.2.7;branch=", "SIP/2.0/SCTP 192.0.2.7", "SIP/2.0/udp 192.0.2.7",
            "SIP/2.0/UDP  192.0.2.7",
            "SIP/2.0/UDP 192.0.2.7:0", "SIP/2.0/UDP 192.0.2.7, SIP/2.0/UDP 192.0.2.8", "sip/2.0/UDP 192.0.2.7",
        ])
    func leftVia(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(Via(plain: bytes, bytes.indices) == nil)
    }

    @Test("A value that stands beyond position 65,535 is left to osip")
    func far() {
        let bytes = [UInt8](repeating: 0x20, count: 65_520) + Array("<sip:a@example.com>".utf8)
        #expect(NameAddress(plain: bytes, 65_520..<65_539) == nil)
        #expect(NameAddress(plain: bytes[2...] + [], 65_518..<65_537) == nil)
        #expect(NameAddress(plain: bytes[4...] + [], 65_516..<65_535) != nil)
    }

    @Test("6,000 messages with 1 to 3 bytes changed are read alike with and without osip")
    func mutations() {
        var generator = SeededGenerator(seed: 2543)
        let spice = Array("<>\"\\;,:@%?=[] \t*/0aZ.-_+~&#".utf8) + [0x80, 0xFF, 0x0D, 0x0A]
        var accepted = 0
        for round in 0..<6_000 {
            var bytes = round % 3 == 0 ? Self.answer : Self.invite
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count - 4, using: &generator)
                let spiced = spice.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = spiced
                case 1: bytes.insert(spiced, at: index)
                default: bytes.remove(at: index)
                }
            }
            let quick = read(bytes, true)
            #expect(quick == read(bytes, false), "read in two ways: \(String(decoding: bytes, as: UTF8.self))")
            if quick != nil { accepted += 1 }
        }
        #expect(accepted > 600)
    }
}
