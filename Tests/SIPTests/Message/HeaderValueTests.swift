import SIP
import Testing

@Suite("RFC 3261 §20: header field values")
struct HeaderValueTests {
    @Test("A name-addr has its name without quotes, a URI of its own, and parameters of the field")
    func nameAddress() throws {
        let address = try #require(
            NameAddress(parsing: " \"Dr. \\\"X\\\"\" <sip:a@b;lr> ;\ttag = 9x ; q=\"a;\\\\b\";flag"))
        #expect(address.displayName == "Dr. \"X\"")
        #expect(address.uri.parameters.contains("lr"))
        #expect(address.tag == "9x")
        #expect(address.parameters.value("q") == "a;\\b")
        #expect(address.parameters["flag"] == .some(nil))
        #expect(address.text == "\"Dr. \\\"X\\\"\" <sip:a@b;lr>;tag=9x;q=\"a;\\\\b\";flag")
    }

    @Test("Without brackets the parameters belong to the field (RFC 3261 §20.10)")
    func addrSpec() throws {
        let address = try #require(NameAddress(parsing: "sip:a@b;tag=1"))
        #expect(address.uri.parameters.all.isEmpty && address.tag == "1" && address.displayName == nil)
        #expect(NameAddress(parsing: "tel:+12025550100;tag=1")?.uri.opaque == "+12025550100")
    }

    @Test("P-Asserted-Identity and Diversion lists split at commas outside quotes and brackets: 3 values")
    func list() throws {
        let list = try #require(
            NameAddress.list(
                parsing: "\"A, B\" <sip:+12025550100,x@b>, tel:+12025550101 , Office<sip:c@d>;reason=user-busy"))
        #expect(list.map(\.displayName) == ["A, B", nil, "Office"])
        #expect(list.first?.uri.user == "+12025550100,x")
        #expect(list.last?.parameters.value("reason") == "user-busy")
    }

    @Test(
        "13 texts are no addresses",
        arguments: [
            "", "<>", "<sip:a@b", "sip:a@b>", "\"x <sip:a@b>", "Bell, A <sip:a@b>", "<sip:a@b> x", "<sip:a@b>,",
            "\"x\" sip:a@b", "< sip:a@b >", "<sip:a@b>;", "<sip:a@b>;tag=", "sip:a@b?x=y",
        ])
    func noAddress(text: String) { #expect(NameAddress.list(parsing: text) == nil) }

    @Test("Setting the tag replaces it, and nil removes it")
    func tag() {
        var address = NameAddress(uri: SIPURI(host: "b"))
        address.tag = "1"
        address.tag = "2"
        #expect(address.text == "<sip:b>;tag=2")
        address.tag = nil
        #expect(address.text == "<sip:b>")
    }

    @Test("A Via with white space around its slashes, IPv6 and rport is read and written plainly")
    func via() throws {
        let via = try #require(Via(parsing: "SIP / 2.0 / udp [2001:db8::1]:5060 ; branch = z9hG4bK1;rport"))
        #expect(via.text == "SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK1;rport")
        #expect(via.branch == "z9hG4bK1")
        #expect(Via.list(parsing: "SIP/2.0/TCP a, SIP/2.0/TLS b:5061;branch=x")?.map(\.port) == [nil, 5061])
    }

    @Test(
        "9 texts are no Via",
        arguments: [
            "", "SIP/2.0/UDP", "SIP/2.0/UDPa", "SIP/1.0/UDP a", "XIP/2.0/UDP a", "SIP/2.0/UDP a:0", "SIP/2.0/UDP a;",
            "SIP/2.0/UDP a b", "SIP/2.0/UDP a,",
        ])
    func noVia(text: String) { #expect(Via.list(parsing: text) == nil) }

    @Test("Header parameters keep their quotes, whether or not they need them")
    func quotes() throws {
        let text = ";a=\"b\";c=d;e=\"<urn:uuid:1>\";f"
        #expect(try #require(Parameters(parsing: text)).text == text)
        #expect(Parameters([.init("a", "b c"), .init("d", "")]).text == ";a=\"b c\";d=\"\"")
        #expect(Parameters(parsing: ";a=\"b\"") == Parameters([.init("a", "b")]))
    }

    @Test("Names are found without case, compact ones become long, unknown ones stay")
    func names() {
        #expect(HeaderName.canonical(ArraySlice("sEsSiOn-eXpIrEs".utf8)) == "Session-Expires")
        #expect(HeaderName.canonical(ArraySlice("K".utf8)) == "Supported")
        #expect(HeaderName.canonical(ArraySlice("x-Foo".utf8)) == "x-Foo")
        #expect(HeaderName.canonical(ArraySlice("z".utf8)) == "z")
        #expect(!HeaderName.isWrittenAsText("CONTENT-length") && !HeaderName.isWrittenAsText("L"))
        #expect(HeaderName.isWrittenAsText("Subject") && HeaderName.isWrittenAsText("s"))
        #expect(!HeaderName.isWrittenAsText("") && !HeaderName.isWrittenAsText("a:b"))
    }
}
