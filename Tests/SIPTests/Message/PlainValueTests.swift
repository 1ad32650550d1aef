import Testing

@testable import SIP

@Suite("Values that stay where they stand in a message")
struct PlainValueTests {
    private func address(_ text: String) throws -> NameAddress {
        // Something on both sides, so that positions count.
        let bytes = Array("To: \(text)\r\n".utf8)
        return try #require(NameAddress(plain: bytes, 4..<bytes.count - 2))
    }

    private func via(_ text: String) throws -> Via {
        let bytes = Array("Via: \(text)\r\n".utf8)
        return try #require(Via(plain: bytes, 5..<bytes.count - 2))
    }

    private func hash(_ value: some Hashable) -> Int { value.hashValue }

    @Test(
        "An address where it stands equals the same made of parts, hashes alike and is written alike",
        arguments: [
            "<sip:example.com>", "<sip:a@example.com>", "\"Dr. Bell\" <sip:+16025550100@192.0.2.1:5060>;tag=a=",
            "<sip:a.b@example.com:1;transport=udp;lr>;expires=60;ob;q=0.5",
        ])
    func equal(text: String) throws {
        let plain = try address(text)
        let parts = try #require(NameAddress(parsing: text))
        #expect(plain == parts && parts == plain && hash(plain) == hash(parts))
        #expect(plain.uri == parts.uri && hash(plain.uri) == hash(parts.uri))
        #expect(plain.text == text && parts.text == text)
        #expect(
            plain.uri.user == parts.uri.user && plain.uri.host == parts.uri.host && plain.uri.port == parts.uri.port)
        #expect(plain.parameters.all == parts.parameters.all && plain.uri.parameters.all == parts.uri.parameters.all)
        #expect(plain.uri.standingAlone == parts.uri && plain.uri.standingAlone.text == parts.uri.text)
        #expect(try plain == address(text) && hash(plain) == hash(address(text)))
    }

    @Test("An address that differs in 1 byte is another")
    func different() throws {
        let one = try address("<sip:a@example.com;x=1>;tag=1")
        for text in [
            "<sip:b@example.com;x=1>;tag=1", "<sip:a@example.net;x=1>;tag=1", "<sip:a@example.com;x=2>;tag=1",
            "<sip:a@example.com;x=1>;tag=2", "<sip:a@example.com;x>;tag=1", "<sip:example.com;x=1>;tag=1",
        ] {
            #expect(try one != address(text))
        }
    }

    @Test("Parameters are found by their whole name, the first of two, and a flag has no value")
    func lookup() throws {
        let parameters = try via("SIP/2.0/UDP 192.0.2.7;branchx=1;branch=z9hG4bK7;rport;branch=2;x").parameters
        #expect(parameters.value("branch") == "z9hG4bK7" && parameters["branch"] == "z9hG4bK7")
        #expect(parameters.contains("rport") && parameters["rport"] == .some(.none) && parameters.value("rport") == nil)
        #expect(!parameters.contains("branc") && !parameters.contains("port") && parameters["bran"] == .none)
        #expect(parameters.contains("x") && !parameters.contains("") && !parameters.isEmpty)
        #expect(try via("SIP/2.0/UDP 192.0.2.7").parameters.isEmpty)
    }

    @Test("Changing parameters where they stand does what changing a list does")
    func change() throws {
        let values: [String??] = [
            .none, .some(nil), .some("5060"), .some("192.0.2.8"), .some("2001:db8::1"), .some("a b"), .some(""),
        ]
        for name in ["rport", "received", "branch", "b", "Odd", ""] {
            for value in values {
                for text in ["", ";rport", ";branch=z9hG4bK7;rport", ";rport;branch=z9hG4bK7;rport=1;x"] {
                    var plain = try via("SIP/2.0/UDP 192.0.2.7\(text)").parameters
                    var list = Parameters(plain.all)
                    plain[name] = value
                    list[name] = value
                    #expect(plain == list && plain.text == list.text && plain.all == list.all)
                }
            }
        }
    }

    @Test("Where a request came from is noted behind what it wrote, with 1 rport")
    func noted() throws {
        for text in [";rport", ";branch=z9hG4bK7;rport", ";rport;branch=z9hG4bK7;received=192.0.2.9"] {
            var plain = try via("SIP/2.0/UDP 192.0.2.7\(text)")
            var list = try #require(Via(parsing: "SIP/2.0/UDP 192.0.2.7\(text)"))
            for host in ["192.0.2.8", "2001:db8::8"] {
                plain.note(host: host, port: 49_170)
                list.note(host: host, port: 49_170)
                #expect(plain == list && plain.text == list.text && plain.parameters.value("received") == host)
                #expect(plain.text.hasSuffix(";rport=49170;received=\(host)"))
            }
        }
    }

    @Test("A part that is changed leaves the others as they stand, and the message as it came")
    func parts() throws {
        let came = try address("\"A\" <sip:a@example.com:5070;lr>;tag=1")
        var changed = came
        changed.uri.port = nil
        changed.uri.parameters["method"] = nil
        changed.tag = "2"
        #expect(changed.text == "\"A\" <sip:a@example.com;lr>;tag=2")
        changed.uri.headers = "x=y"
        changed.uri.user = "b c"
        changed.uri.scheme = "sips"
        #expect(changed.uri.text == "sips:b%20c@example.com;lr?x=y")
        #expect(came.text == "\"A\" <sip:a@example.com:5070;lr>;tag=1")
    }

    @Test("A known method is the same however it was made, and a token in other letters is none")
    func methods() {
        for token in [
            "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "UPDATE", "PRACK", "INFO", "NOTIFY", "SUBSCRIBE",
            "REFER", "MESSAGE", "PUBLISH", "invite", "A", "",
        ] {
            let bytes = Array(token.utf8)
            #expect(Method(token) == Method(bytes.span) && Method(token).token == token)
            if case .other(let text) = Method(token) {
                #expect(text == token && token.count < 3 || token == "PUBLISH" || token == "invite")
            }
        }
        #expect(Method("INVITE") == .invite && Method("invite") != .invite && Method("SUBSCRIBE") == .subscribe)
    }
}
