import SIP
import SIPWire
import Testing

@Suite("RFC 3261 §7, §8.1.1: reading messages")
struct ParserTests {
    private func code(_ bytes: [UInt8]) -> WireError.Code? {
        do {
            _ = try MessageParser.parse(bytes)
            return nil
        } catch { return error.code }
    }

    @Test("All parts of an INVITE with IPv6, routes and a body arrive typed")
    func invite() throws {
        let bytes = wire(
            """
            INVITE sip:+12025550100@[2001:db8::5]:5070;user=phone;lr SIP/2.0
            Via: SIP / 2.0 / tls [2001:db8::9]:5061;branch=z9hG4bKabc;rport;received=2001:db8::7, SIP/2.0/UDP p.example.net
            Record-Route: <sip:p1.example.net;lr>, <sip:p2.example.net;lr>
            Route: "Edge" <sip:edge.example.com:5062;lr;transport=tcp>;x=y
            From: "Dr. \\"Bell\\"" <sip:bell:pw@Example.NET>;tag=aBc==;q="a;b"
            To: Front Desk <tel:+1-202-555-0101;phone-context=x>;x
            Call-ID: 3848276298220188511@[2001:db8::9]
            CSeq: 4711 INVITE
            m: <sip:bell@[2001:db8::9]>;+sip.instance="<urn:uuid:0-1,2>";expires=60, sip:b@example.net;expires=0
            Max-Forwards: 70
            session-expires: 1800;refresher=uas
            k: timer, 100rel
            X-Odd:
             one
            \ttwo
            c: Application/SDP ; charset=utf-8
            l: 4

            v=0
            and more
            """)
        guard case .request(let request) = try MessageParser.parse(bytes) else {
            Issue.record("it is a request")
            return
        }
        let headers = request.headers
        #expect(request.method == .invite)
        #expect(
            request.uri
                == SIPURI(
                    user: "+12025550100", host: "2001:db8::5", port: 5070,
                    parameters: Parameters([.init("user", "phone"), .init("lr", nil)])))
        #expect(
            headers.via == [
                Via(
                    transport: "TLS", host: "2001:db8::9", port: 5061,
                    parameters: Parameters([
                        .init("branch", "z9hG4bKabc"), .init("rport", nil), .init("received", "2001:db8::7"),
                    ])),
                Via(transport: "UDP", host: "p.example.net"),
            ])
        #expect(headers.recordRoute.map(\.uri.host) == ["p1.example.net", "p2.example.net"])
        #expect(headers.route.first?.displayName == "Edge")
        #expect(headers.route.first?.uri.parameters.value("transport") == "tcp")
        #expect(headers.route.first?.parameters.value("x") == "y")
        #expect(headers.from.displayName == "Dr. \"Bell\"")
        #expect(headers.from.uri == SIPURI(user: "bell", password: "pw", host: "example.net"))
        #expect(headers.from.tag == "aBc==")
        #expect(headers.from.parameters.value("q") == "a;b")
        #expect(headers.to.displayName == "Front Desk")
        #expect(headers.to.uri.opaque == "+1-202-555-0101;phone-context=x")
        #expect(headers.to.parameters.contains("x"))
        #expect(headers.callID == "3848276298220188511@[2001:db8::9]")
        #expect(headers.cseq == CSeq(4711, .invite))
        #expect(headers.contacts.map(\.uri.host) == ["2001:db8::9", "example.net"])
        #expect(headers.contacts.first?.parameters.value("+sip.instance") == "<urn:uuid:0-1,2>")
        #expect(headers.contacts.map { $0.parameters.value("expires") } == ["60", "0"])
        #expect(headers.maxForwards == 70)
        #expect(headers.others.map(\.name) == ["Session-Expires", "Supported", "X-Odd"])
        #expect(headers.first("Session-Expires") == "1800;refresher=uas")
        #expect(headers.first("x-odd") == "one two")
        #expect(headers.contentType == "application/sdp")
        #expect(headers.contentTypeText == "Application/SDP ; charset=utf-8")
        #expect(request.body == Array("v=0\r".utf8))
    }

    @Test("Contact: * is a wildcard, and stands alone")
    func wildcard() throws {
        let headers = try MessageParser.parse(options(extra: "Contact: *")).headers
        #expect(headers.contactIsWildcard && headers.contacts.isEmpty)
        #expect(code(options(extra: "Contact: *", "Contact: <sip:a@b>")) == .contact)
        #expect(code(options(extra: "Contact: *;expires=0")) == .contact)
    }

    @Test("A body without Content-Type is kept; without Content-Length it reaches to the end")
    func bodies() throws {
        #expect(try MessageParser.parse(options() + [1, 0, 2]).body == [1, 0, 2])
        #expect(try MessageParser.parse(options(extra: "Content-Length: 2") + [1, 0, 2]).body == [1, 0])
    }

    @Test("Each mandatory field that is missing is named", arguments: ["Via", "From", "To", "Call-ID", "CSeq"])
    func missing(name: String) throws {
        let lines = String(decoding: options(), as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false)
        let bytes = Array(lines.filter { !$0.hasPrefix("\(name):") }.joined(separator: "\r\n").utf8)
        let error = #expect(throws: WireError.self) { try MessageParser.parse(bytes) }
        #expect(error?.code == .missing && error?.header == name)
    }

    @Test(
        "Each field that must be single is refused when repeated, in either form",
        arguments: [
            "From: <sip:a@b>;tag=1", "f: <sip:a@b>;tag=1", "To: <sip:a@b>", "i: x", "CSeq: 7 OPTIONS",
            "max-forwards: 70", "Expires: 1\nExpires: 1", "r: <sip:a@b>\nRefer-To: <sip:a@b>", "l: 0\nl: 0",
        ])
    func duplicates(line: String) { #expect(code(options(extra: line)) == .duplicate) }

    @Test(
        "Bad values are refused with the field they are in",
        arguments: [
            (options(via: "Via: SIP/2.0/UDP"), WireError.Code.via), (options(via: "Via: HTTP/2.0/UDP a"), .via),
            (options(via: "Via: SIP/2.0/UDP a:0"), .via), (options(via: "Via: SIP/2.0/UDP a:65536"), .via),
            (options(via: "Via: SIP/2.0/UDP a;branch="), .via), (options(via: "Via: SIP/3.0/UDP a"), .via),
            (options(via: "Via: SIP/2.0/UDP a b"), .via), (options(from: "From: <sip:a@b>;tag="), .from),
            (options(from: "From: sip:a@b?x=y"), .from), (options(from: "From: <sip:a%4@b>"), .from),
            (options(from: "From: <sip:a%ff@b>"), .from), (options(from: "From: <sip:@b>"), .from),
            (options(to: "To: <sip:a@b> trailing;x"), .to), (options(to: "To: <sip:a@b:99999>"), .to),
            (options(to: "To: <>"), .to), (options(to: "To: \"a\\\" <sip:a@b>"), .to),
            (options(callID: "Call-ID: a b"), .callID), (options(callID: "Call-ID:"), .missing),
            (options(cseq: "CSeq: 2147483648 OPTIONS"), .cseq), (options(cseq: "CSeq: -1 OPTIONS"), .cseq),
            (options(cseq: "CSeq: OPTIONS"), .cseq), (options(cseq: "CSeq: 7 INVITE"), .cseqMethod),
            (options(cseq: "CSeq: 7 options"), .cseqMethod), (options(extra: "Content-Length: 1"), .contentLength),
            (options(extra: "Route: sip:a, <sip:b"), .route), (options(extra: "Contact: <sip:a@b>,"), .contact),
            (options(start: "OPTIONS sip:a@b SIP/2.1"), .version),
            (options(start: "OPTIONS sip:a@b SIP/1.0"), .version),
            (options(start: "OPTIONS sip:a@b;x SIP/2.0 "), .startLine),
            (options(start: "OPT{ONS sip:a SIP/2.0"), .startLine),
            (options(start: "OPTIONS sip:a@b:port SIP/2.0"), .requestURI),
            (options(start: "OPTIONS a SIP/2.0"), .requestURI),
            (options(start: "OPTIONS mailto:a@b SIP/2.0"), .uriScheme), (options(start: "SIP/2.0 099 x"), .status),
            (options(start: "SIP/2.0 700 x"), .status), (options(start: "SIP/2.0 20 x"), .status),
            (options(start: "SIP/2.0 +20 x"), .status), (options(extra: "No colon"), .headerLine),
            (options(extra: ": x"), .headerLine), (options(extra: "X: a\u{0}b"), .controlCharacter),
            (options(extra: "X: a\u{1B}[2J"), .controlCharacter), (options(extra: "X: a\rb"), .lineEnding),
        ])
    func refused(bytes: [UInt8], wanted: WireError.Code) { #expect(code(bytes) == wanted) }

    @Test(
        "A display name that should have been quoted does not cost the call",
        arguments: ["O'Neil & Sons", "M\u{FC}ller", "a@b (mobile)", "1:2/3", "back\\slash", "50% off"])
    func looseNames(name: String) throws {
        let headers = try MessageParser.parse(
            options(from: "From: \(name) <sip:a@b>;tag=1", to: "To:\n \(name)<sip:c@d>")
        ).headers
        #expect(headers.from.displayName == name && headers.from.tag == "1")
        #expect(headers.to.displayName == name)
    }

    @Test("A line feed on its own ends no line")
    func bareLineFeed() {
        #expect(code(options().filter { $0 != 0x0D }) == .lineEnding)
        #expect(code(Array(options().dropLast(2))) == .truncated)
        #expect(code([]) == .empty)
        #expect(code(wire("\n\n")) == .empty)
    }

    @Test("Line ends before the start line are ignored (RFC 3261 §7.5)")
    func leadingLineEnds() { #expect(code(wire("\n\n\n") + options()) == nil) }

    @Test("128 header fields are accepted, 129 are not; 8,192 bytes of a field are, 8,193 are not")
    func sizes() {
        let lines = (0..<122).map { "X-\($0): y" }.joined(separator: "\n")
        #expect(code(options(extra: lines)) == nil)
        #expect(code(options(extra: lines, "X: z")) == .tooManyHeaders)
        #expect(code(options(extra: "X: " + String(repeating: "y", count: 8_189))) == nil)
        #expect(code(options(extra: "X: " + String(repeating: "y", count: 8_190))) == .headerTooLong)
        #expect(code(options() + [UInt8](repeating: 0, count: 65_536)) == .tooLarge)
    }

    @Test("16 Via values are accepted, 17 are not, on one line or on many; a comma in quotes is none")
    func viaCount() {
        let hops = Array(repeating: "SIP/2.0/UDP a", count: 16)
        #expect(code(options(via: "Via: " + hops.joined(separator: ", "))) == nil)
        #expect(code(options(via: "Via: " + (hops + hops.prefix(1)).joined(separator: ","))) == .tooManyValues)
        #expect(
            code(options(via: (hops + hops.prefix(1)).map { "v: \($0)" }.joined(separator: "\n"))) == .tooManyValues)
        let quoted = String(repeating: ",", count: 100)
        #expect(code(options(extra: "Contact: <sip:a@b>;methods=\"\(quoted)\"")) == nil)
    }

    @Test("128 parameters in a field are accepted, 129 are not, nor 129 in the Request-URI or hidden in quotes")
    func parameterCount() {
        let many = String(repeating: ";a", count: 128)
        #expect(code(options(extra: "Contact: <sip:a@b>\(many)")) == nil)
        #expect(code(options(extra: "Contact: <sip:a@b>;a\(many)")) == .tooManyValues)
        #expect(code(options(start: "OPTIONS sip:a@b;a\(many) SIP/2.0")) == .tooManyValues)
        #expect(code(options(to: "To: \"\(many);\" <sip:a@b>")) == .tooManyValues)
    }

    @Test("tel: and urn:service:sos can be called")
    func callableSchemes() throws {
        #expect(code(options(start: "OPTIONS tel:+12025550100 SIP/2.0")) == nil)
        #expect(code(options(start: "OPTIONS urn:service:sos SIP/2.0")) == nil)
    }

    @Test(
        "Worst cases within the limits take under 50 ms of processor each: 128 fields, 64 KiB, 64 contacts, 32 routes")
    func worstCases() {
        let parameters = (0..<128).map { ";p\($0)=value\($0)" }.joined()
        let heads = [
            options(
                extra: (0..<121).map { _ in "X-Long-Enough-Name: " + String(repeating: "y", count: 500) }.joined(
                    separator: "\n")),
            options(extra: "Contact: " + (0..<64).map { "<sip:a\($0)@example.com;x=y>;q=0.1" }.joined(separator: ",")),
            options(extra: (0..<40).map { "Contact: <sip:a\($0)@example.com>\(parameters)" }.joined(separator: "\n")),
            options(via: "Via: SIP/2.0/UDP a" + parameters),
            options(extra: "Route: " + (0..<32).map { "<sip:a\($0)@example.com;lr>" }.joined(separator: ",")),
        ]
        for head in heads {
            let time = processorTime { #expect(code(head) == nil) }
            #expect(time < .milliseconds(50), "\(head.count) bytes")
        }
    }
}
