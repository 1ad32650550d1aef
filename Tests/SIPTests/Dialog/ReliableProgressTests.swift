import SIP
import Testing

@Suite("Reliable provisional responses, RFC 3262")
struct ReliableProgressTests {
    typealias Samples = SessionSamples

    private func reliable(_ status: Int, _ number: Int, body: String = "") -> SIPResponse {
        Samples.response(
            status, body: body, others: [HeaderField("Require", "100rel"), HeaderField("RSeq", String(number))])
    }

    @Test("The caller sends PRACK for RSeq 7 and 8, once each, and not for 10 or 7 again")
    func caller() throws {
        var session = Samples.calling()
        let first = session.receive(reliable(183, 7, body: "answer"))
        #expect(first.words == "dialog b1, send PRACK 2, progressed 183")
        #expect(try #require(first.requests.first).headers.first("RAck") == "7 1 INVITE")
        #expect(session.receive(reliable(183, 7, body: "answer")).words == "ignore retransmission")
        #expect(session.receive(reliable(180, 10)).words == "ignore provisionalOutOfOrder")
        let second = session.receive(reliable(180, 8))
        #expect(second.words == "send PRACK 3, progressed 180")
        #expect(second.requests.first?.headers.first("RAck") == "8 1 INVITE")
        #expect(session.receive(Samples.response(200, cseq: 2, method: .prack)).isEmpty)
        // The BYE after the answer counts on from the PRACKs.
        #expect(session.receive(Samples.response(200)).words == "start forks 32 s, ack 1, answered")
        #expect(session.hangUp().words == "send BYE 4, ended local")
    }

    @Test("After 31 PRACKs that nobody answered, no more are sent")
    func manyPracks() {
        var session = Samples.calling()
        _ = session.receive(reliable(183, 1))
        for number in 2...31 {
            #expect(session.receive(reliable(180, number)).words == "send PRACK \(number + 1), progressed 180")
        }
        #expect(session.receive(reliable(180, 32)).words == "ignore provisionalOutOfOrder")
    }

    @Test("An offer in a reliable 183 is answered in the PRACK, and the 200 brings nothing new")
    func offerInProgress() {
        var session = Samples.calling(body: "")
        #expect(session.receive(reliable(183, 1, body: "theirs")).words == "dialog b1, progressed 183, offer theirs")
        let prack = session.answerOffer(Array("ours".utf8))
        #expect(prack.words == "send PRACK 2")
        #expect(prack.requests.first?.body.words == "ours")
        #expect(session.receive(Samples.response(200, body: "theirs")).words == "start forks 32 s, ack 1, answered")
    }

    @Test("The callee sends reliably only what the INVITE requires so")
    func calleeUnreliable() {
        var session = Samples.incoming(Samples.invite(others: [HeaderField("Supported", "100rel")]))
        #expect(session.progress(180).words == "respond 180 INVITE, start progress 60 s")
    }

    private var requiring: SIPRequest { Samples.invite(others: [HeaderField("Require", "100rel")]) }

    private func prack(_ rack: String, cseq: UInt32 = 2) -> SIPRequest {
        Samples.fromCaller(.prack, cseq: cseq, others: [HeaderField("RAck", rack)])
    }

    @Test("The callee repeats a reliable 183 after 500 ms, 1 s, 2 s, … and gives up with 504 after 32 s")
    func calleeRepeats() {
        var session = Samples.incoming(requiring)
        let actions = session.progress(183, body: Array("answer".utf8))
        #expect(actions.words == "respond 183 INVITE, start reliableProgress 500 ms, start prack 32 s")
        #expect(actions.responses.first?.headers.first("Require") == "100rel")
        #expect(actions.responses.first?.headers.first("RSeq") == "1")
        for interval in ["1 s", "2 s", "4 s", "8 s", "16 s", "32 s"] {
            #expect(
                session.timerFired(.reliableProgress).words
                    == "respond 183 INVITE, start reliableProgress \(interval)")
        }
        #expect(
            session.timerFired(.prack).words
                == "stop reliableProgress, stop prack, respond 504 INVITE, ended without PRACK, finished")
    }

    @Test("PRACK for RSeq 1 gets 200 and lets the next response go; for another it gets 481")
    func calleeAcknowledged() {
        var session = Samples.incoming(requiring)
        _ = session.progress(183, body: Array("answer".utf8))
        #expect(session.progress(180).isEmpty)
        #expect(session.receive(prack("9 1 INVITE"), key: Samples.key).words == "respond 481 PRACK")
        let actions = session.receive(prack("1 1 INVITE", cseq: 3), key: Samples.key)
        #expect(
            actions.words
                == "stop reliableProgress, stop prack, respond 200 PRACK, respond 180 INVITE, start reliableProgress 500 ms, start prack 32 s"
        )
        #expect(actions.responses.last?.headers.first("RSeq") == "2")
        #expect(session.receive(prack("1 1 INVITE", cseq: 4), key: Samples.key).words == "respond 481 PRACK")
    }

    @Test("The 200 waits for the PRACK when the reliable response had a description, and only then")
    func calleeAnswers() {
        var session = Samples.incoming(requiring)
        _ = session.progress(183, body: Array("answer".utf8))
        #expect(session.answer([]).isEmpty)
        #expect(
            session.receive(prack("1 1 INVITE"), key: Samples.key).words
                == "stop reliableProgress, stop prack, respond 200 PRACK, respond 200 INVITE, start answer 500 ms, start acknowledgement 32 s"
        )
        var other = Samples.incoming(requiring)
        _ = other.progress(180)
        #expect(
            other.answer(Array("answer".utf8)).words
                == "stop reliableProgress, stop prack, respond 200 INVITE, start answer 500 ms, start acknowledgement 32 s"
        )
        #expect(other.receive(prack("1 1 INVITE"), key: Samples.key).words == "respond 200 PRACK")
    }

    @Test("Our offer in a reliable 183 is answered by the PRACK; a new offer in a PRACK is answered in its 200")
    func offers() {
        var session = Samples.incoming(
            Samples.invite(body: "", others: [HeaderField("Require", "100rel")]))
        _ = session.progress(183, body: Array("our-offer".utf8))
        var answer = prack("1 1 INVITE")
        answer.body = Array("their-answer".utf8)
        #expect(
            session.receive(answer, key: Samples.key).words
                == "stop reliableProgress, stop prack, respond 200 PRACK, answer their-answer")
        var other = Samples.incoming(requiring)
        _ = other.progress(183, body: Array("answer".utf8))
        var offer = prack("1 1 INVITE")
        offer.body = Array("their-offer".utf8)
        #expect(
            other.receive(offer, key: Samples.key).words == "stop reliableProgress, stop prack, offer their-offer")
        let ok = other.answerOffer(Array("our-answer".utf8))
        #expect(ok.words == "respond 200 PRACK")
        #expect(ok.responses.first?.body.words == "our-answer")
    }
}
