import SIP
import SIPWire
import Testing

@Suite("RFC 3261 §8.2.6: answering what cannot be parsed")
struct RefusalTests {
    private func answer(_ bytes: [UInt8]) -> Refusal? {
        do {
            _ = try MessageParser.parse(bytes)
            return nil
        } catch { return error.refusal }
    }

    @Test("A 400 echoes Via, From, To, Call-ID and CSeq as they were written, with a tag in To")
    func echo() throws {
        var refusal = try #require(answer(options(cseq: "CSeq: 7 INVITE", extra: "v: SIP/2.0/TCP b;branch=z9hG4bK2")))
        refusal.via.parameters["received"] = "198.51.100.7"
        #expect(
            refusal.serialized(toTag: "nb1")
                == wire(
                    """
                    SIP/2.0 400 CSeq Method Mismatch
                    Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK7;received=198.51.100.7
                    From: <sip:trunk@example.net>;tag=1
                    To: <sip:clinic@example.com>;tag=nb1
                    Call-ID: a84b4c76e66710
                    CSeq: 7 INVITE
                    Via: SIP/2.0/TCP b;branch=z9hG4bK2
                    Content-Length: 0


                    """))
    }

    @Test("What cannot be parsed is echoed as text: an unbalanced quote in From")
    func echoesNonsense() throws {
        let refusal = try #require(answer(options(from: "From: \"x <sip:a@b>;tag=1")))
        #expect(refusal.fields.contains(HeaderField("From", "\"x <sip:a@b>;tag=1")))
    }

    @Test("A 505 answers SIP/7.0, whose Via is of that version too")
    func version() throws {
        let refusal = try #require(answer(Corpus.bytes("badvers")))
        #expect(refusal.status == 505)
        #expect(refusal.via.host == "c.example.com" && refusal.via.branch == "z9hG4bKkdjuw")
    }

    @Test("ACK and responses are never answered, nor what has no Via to answer to, nor what is not SIP")
    func neverAnswered() {
        #expect(answer(options(start: "ACK sip:a@b SIP/2.0")) == nil)
        #expect(answer(options(start: "SIP/2.0 200 OK", cseq: "CSeq: x")) == nil)
        #expect(answer(options(via: "X: y")) == nil)
        #expect(answer(options(via: "Via: nonsense")) == nil)
        #expect(answer(options(start: "GET / HTTP/1.1")) == nil)
    }

    @Test("A fault in the middle of the head is answered with what came before it")
    func partialHead() throws {
        let refusal = try #require(answer(options(callID: "Call-ID: \u{1}")))
        #expect(refusal.fields.map(\.name) == ["From", "To"])
    }

    @Test("A refusal can itself be parsed whenever the request's own fields could")
    func parses() throws {
        let refusal = try #require(answer(options(extra: "Max-Forwards: 1")))
        guard case .response(let response) = try MessageParser.parse(refusal.serialized(toTag: "t")) else {
            Issue.record("it is a response")
            return
        }
        #expect(response.status == 400 && response.headers.to.tag == "t")
    }
}
