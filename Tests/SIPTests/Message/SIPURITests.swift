import SIP
import Testing

@Suite("RFC 3261 §19.1: URIs")
struct SIPURITests {
    @Test("All parts of a URI are read: user, password, IPv6 host, port, 2 parameters, headers")
    func parts() throws {
        let uri = try #require(
            SIPURI(parsing: "SIPS:al%69ce:s%25t@[2001:DB8::1]:5061;Transport=tcp;lr?subject=a%20b&x=y"))
        #expect(uri.scheme == "sips")
        #expect(uri.user == "alice")
        #expect(uri.password == "s%t")
        #expect(uri.host == "2001:db8::1")
        #expect(uri.port == 5061)
        #expect(uri.parameters == Parameters([.init("transport", "tcp"), .init("lr", nil)]))
        #expect(uri.headers == "subject=a%20b&x=y")
        #expect(uri.text == "sips:alice:s%25t@[2001:db8::1]:5061;transport=tcp;lr?subject=a%20b&x=y")
    }

    @Test(
        "10 URIs are written as they were read",
        arguments: [
            "sip:example.com", "sip:192.0.2.4:5060", "sip:+12025550100@example.com;user=phone",
            "sip:user;par=u%40example.net@example.com", "sip:a%00b%0D%0A@example.com", "sip:a@example.com;x=%3B;y",
            "tel:+1-202-555-0100;phone-context=example.com", "urn:service:sos", "sip:*67@pbx.example.com",
            "sip:%E5%8F%B7@example.com",
        ])
    func roundTrip(text: String) { #expect(SIPURI(parsing: text)?.text == text) }

    @Test(
        "22 texts are no URIs",
        arguments: [
            "", "sip", "sip:", ":a", "1sip:a", "sip:@b", "sip:a@", "sip:a@b:", "sip:a@b:0", "sip:a@b:65536",
            "sip:a@b:5o60", "sip:a b@c", "sip:a@b c", "sip:a@b;", "sip:a@b;;x", "sip:a@b;=x", "sip:a%4@b", "sip:a%ff@b",
            "sip:a@[2001:db8::1", "sip:a@[x]", "<sip:a@b>", "tel:",
        ])
    func refused(text: String) { #expect(SIPURI(parsing: text) == nil) }

    @Test("A user part may hold anything and is escaped: line ends, quotes, brackets")
    func escapes() {
        let uri = SIPURI(user: "a\r\nVia: x\"<>@é", host: "example.com")
        #expect(uri.text == "sip:a%0D%0AVia%3A%20x%22%3C%3E%40%C3%A9@example.com")
        #expect(SIPURI(parsing: uri.text) == uri)
    }

    @Test("A host cannot end its line: what is no host character is left out")
    func hostileHost() {
        #expect(SIPURI(host: "a\r\nX: <b>").text == "sip:[a:b]")
        #expect(SIPURI(host: "a\r\nX <b>").text == "sip:aXb")
    }

    @Test("In a description the user is hidden")
    func description() {
        #expect(SIPURI(user: "+12025550100", host: "example.com", port: 5070).description == "sip:***@example.com:5070")
        #expect(SIPURI(scheme: "tel", host: "", opaque: "+12025550100").description == "tel:***")
    }
}

@Suite("RFC 3261 §19.1.4: comparing URIs")
struct SIPURIMatchingTests {
    @Test(
        "The equivalent pairs of the RFC match",
        arguments: [
            ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"),
            (
                "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
                "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"
            ),
            (
                "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
                "sip:alice@atlanta.com?priority=urgent&subject=project%20x"
            ),
            ("tel:+1-202-555-0100", "tel:+12025550100"),
        ])
    func matches(one: String, two: String) throws {
        let left = try #require(SIPURI(parsing: one))
        let right = try #require(SIPURI(parsing: two))
        #expect(left.matches(right) && right.matches(left))
    }

    @Test(
        "The different pairs of the RFC do not match",
        arguments: [
            ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
            ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
            ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"),
            ("sip:a@b", "sips:a@b"), ("sip:a@b;maddr=192.0.2.1", "sip:a@b"), ("sip:a@b;user=phone", "sip:a@b"),
            ("tel:+12025550100", "tel:+12025550101"),
        ])
    func differs(one: String, two: String) throws {
        let left = try #require(SIPURI(parsing: one))
        let right = try #require(SIPURI(parsing: two))
        #expect(!left.matches(right) && !right.matches(left))
    }
}
