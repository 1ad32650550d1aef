import SIP
import SIPWire
import Testing

@Suite("RFC 4475: torture messages")
struct TortureTests {
    @Test(
        "The 20 requests that are well-formed are accepted",
        arguments: [
            "wsinv", "esc01", "escnull", "esc02", "lwsdisp", "dblreq", "semiuri", "transports", "mpart01", "baddate",
            "unksm2", "bext01", "invut", "regaut01", "zeromf", "cparam01", "cparam02", "regescrt", "sdp01", "inv2543",
        ])
    func acceptsRequest(name: String) throws {
        guard case .request = try MessageParser.parse(Corpus.bytes(name)) else {
            Issue.record("\(name) is a request")
            return
        }
    }

    @Test(
        "The 3 responses that are well-formed are accepted",
        arguments: [("unreason", 200), ("noreason", 100), ("bcast", 200)])
    func acceptsResponse(name: String, status: Int) throws {
        guard case .response(let response) = try MessageParser.parse(Corpus.bytes(name)) else {
            Issue.record("\(name) is a response")
            return
        }
        #expect(response.status == status)
    }

    @Test(
        "The 22 requests that are malformed, or beyond our limits, are refused for the right reason",
        arguments: [
            ("clerr", WireError.Code.contentLength, 400), ("ncl", .contentLength, 400),
            ("scalar02", .cseq, 400), ("quotbal", .to, 400), ("ltgtruri", .requestURI, 400),
            ("lwsruri", .startLine, 400), ("lwsstart", .startLine, 400), ("trws", .startLine, 400),
            ("escruri", .requestURI, 400), ("regbadct", .contact, 400), ("badaspec", .to, 400),
            ("baddn", .from, 400), ("badvers", .version, 505), ("mismatch01", .cseqMethod, 400),
            ("mismatch02", .cseqMethod, 400), ("badbranch", .via, 400), ("insuf", .missing, 400),
            ("unkscm", .uriScheme, 416), ("novelsc", .uriScheme, 416), ("multi01", .duplicate, 400),
            ("mcl01", .duplicate, 400),
            // Well-formed, but 34 Via values are more than 16.
            ("longreq", .tooManyValues, 400),
        ])
    func refuses(name: String, code: WireError.Code, status: Int) throws {
        let bytes = try Corpus.bytes(name)
        let error = #expect(throws: WireError.self) { try MessageParser.parse(bytes) }
        #expect(error?.code == code)
        #expect(error?.refusal?.status == status)
    }

    @Test(
        "The 4 messages that nobody can be told about are dropped",
        arguments: [("bigcode", WireError.Code.status), ("scalarlg", .cseq), ("test", .headerLine), ("badinv01", .via)])
    func drops(name: String, code: WireError.Code) throws {
        let bytes = try Corpus.bytes(name)
        let error = #expect(throws: WireError.self) { try MessageParser.parse(bytes) }
        #expect(error?.code == code)
        #expect(error?.refusal == nil)
    }

    @Test("intmeth has control characters, NUL among them, in a quoted name, which C strings cannot hold")
    func interestingMethod() throws {
        let bytes = try Corpus.bytes("intmeth")
        withKnownIssue { _ = try MessageParser.parse(bytes) }
    }

    @Test("Every message of the folder is in one of the lists above: 50")
    func corpusIsComplete() throws {
        #expect(try Corpus.names().count == 50)
    }

    @Test("wsinv: folds, compact names, escaped quotes and leading zeros are understood")
    func tortuousInvite() throws {
        let message = try MessageParser.parse(Corpus.bytes("wsinv"))
        let headers = message.headers
        #expect(headers.from.displayName == "J Rosenberg \\\"")
        #expect(headers.from.tag == "98asjd8")
        #expect(headers.to.tag == "1918181833n")
        #expect(headers.maxForwards == 68)
        #expect(headers.cseq == CSeq(9, .invite))
        #expect(headers.via.map(\.host) == ["192.0.2.2", "spindle.example.com", "192.168.255.111"])
        #expect(headers.via.map(\.transport) == ["UDP", "TCP", "UDP"])
        #expect(headers.via.map(\.branch) == ["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"])
        #expect(headers.contacts.first?.displayName == "Quoted string \"\"")
        #expect(headers.contacts.first?.parameters.value("newparam") == "newvalue")
        #expect(headers.contacts.first?.parameters.contains("secondparam") == true)
        #expect(headers.route.first?.uri.parameters.value("unknownwith") == "value")
        #expect(headers.first("subject") == "")
        #expect(headers.first("NewFangledHeader") == "newfangled value continued newfangled value")
        #expect(headers.first("UnknownHeaderWithUnusualValue") == ";;,,;;,;")
        #expect(message.body.count == 150)
    }

    @Test("escnull: %00 does not end a user part")
    func escapedNull() throws {
        let headers = try MessageParser.parse(Corpus.bytes("escnull")).headers
        #expect(headers.to.uri.user == "null-\0-null")
        #expect(headers.contacts.map(\.uri.user) == ["\0", "\0\0"])
        #expect(headers.to.uri.text == "sip:null-%00-null@example.com")
    }

    @Test("esc01: escapes are removed once, esc02: and nowhere but in URIs")
    func escapes() throws {
        guard case .request(let request) = try MessageParser.parse(Corpus.bytes("esc01")) else {
            Issue.record("esc01 is a request")
            return
        }
        #expect(request.uri.user == "sips:user@example.com")
        #expect(request.headers.to.uri.user == "user")
        #expect(request.headers.from.uri.user == "I have spaces")
        let contact = request.headers.contacts.first?.uri
        #expect(contact?.user == "caller")
        #expect(contact?.parameters.contains("lr") == true)
        #expect(contact?.parameters.value("name") == "value%41")

        guard case .request(let second) = try MessageParser.parse(Corpus.bytes("esc02")) else {
            Issue.record("esc02 is a request")
            return
        }
        #expect(second.method.token == "RE%47IST%45R")
        #expect(second.headers.to.displayName == "%Z%45")
        #expect(second.headers.via.first?.branch == "z9hG4bK209%fzsnel234")
        #expect(second.headers.contacts.map(\.uri.user) == ["alias1", "alias3"])
        #expect(second.headers.first("C%6Fntact") == "<sip:alias2@host2.example.com>")
    }

    @Test("semiuri: a semicolon before the @ belongs to the user")
    func semicolonInUser() throws {
        guard case .request(let request) = try MessageParser.parse(Corpus.bytes("semiuri")) else {
            Issue.record("semiuri is a request")
            return
        }
        #expect(request.uri.user == "user;par=u@example.net")
        #expect(request.uri.host == "example.com")
        #expect(request.uri.parameters.all.isEmpty)
    }

    @Test("cparam01, cparam02: without brackets a parameter is the field's, within it is the URI's")
    func contactParameters() throws {
        let bare = try MessageParser.parse(Corpus.bytes("cparam01")).headers.contacts.first
        #expect(bare?.parameters.contains("unknownparam") == true)
        #expect(bare?.uri.parameters.all.isEmpty == true)
        let bracketed = try MessageParser.parse(Corpus.bytes("cparam02")).headers.contacts.first
        #expect(bracketed?.parameters.all.isEmpty == true)
        #expect(bracketed?.uri.parameters.contains("unknownparam") == true)
    }

    @Test("dblreq: 0 bytes of body, the second request in the datagram is ignored")
    func trailingBytes() throws {
        let message = try MessageParser.parse(Corpus.bytes("dblreq"))
        #expect(message.body.isEmpty)
        #expect(message.headers.cseq.method == .register)
    }

    @Test("mpart01: the body comes through byte for byte")
    func binaryBody() throws {
        let body = try MessageParser.parse(Corpus.bytes("mpart01")).body
        #expect(body.contains(0) && body.suffix(24).elementsEqual(wire("\n--7a9cbec02ceef655--\n")))
    }

    @Test("unreason, noreason: the phrase is kept as UTF-8, or is empty")
    func reasons() throws {
        guard case .response(let unusual) = try MessageParser.parse(Corpus.bytes("unreason")),
            case .response(let none) = try MessageParser.parse(Corpus.bytes("noreason"))
        else {
            Issue.record("both are responses")
            return
        }
        #expect(unusual.reason == "= 2**3 * 5**2 но сто девяносто девять - простое")
        #expect(none.reason == "")
    }

    @Test("unksm2: addresses of other schemes are kept whole; regescrt: header fields of a Contact are kept")
    func otherSchemes() throws {
        let headers = try MessageParser.parse(Corpus.bytes("unksm2")).headers
        #expect(headers.to.uri.text == "isbn:2983792873")
        #expect(headers.from.uri.text == "http://www.example.com")
        #expect(headers.contacts.first?.uri.text == "name:John_Smith")
        let contact = try MessageParser.parse(Corpus.bytes("regescrt")).headers.contacts.first?.uri
        #expect(contact?.headers == "Route=%3Csip:sip.example.com%3E")
    }
}
