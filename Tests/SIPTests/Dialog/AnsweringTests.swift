import SIP
import Testing

@Suite("The callee's session up to the ACK, RFC 3261 §8.2, §9.2, §13.3, §15.1.2")
struct AnsweringTests {
    typealias Samples = SessionSamples

    private func start(_ invite: SIPRequest, settings: SessionSettings = Samples.settings) -> [SessionAction] {
        var session = InviteSession(answering: invite, key: Samples.key, localTag: "b1", settings: settings)
        return session.start()
    }

    @Test("An INVITE without Contact gets 400, at the end of its hops 483")
    func refused() {
        var withoutContact = Samples.invite()
        withoutContact.headers.contacts = []
        #expect(start(withoutContact).words == "respond 400 INVITE, ended rejected 400, finished")
        var hops = Samples.invite()
        hops.headers.maxForwards = 0
        #expect(start(hops).words == "respond 483 INVITE, ended rejected 483, finished")
        #expect(start(hops).responses.first?.headers.to.tag == "b1")
    }

    @Test("An unknown extension gets 420 with Unsupported: foo, bar")
    func unknownExtension() {
        let invite = Samples.invite(
            others: [HeaderField("Require", "100rel, foo"), HeaderField("Require", "bar,TIMER")])
        let actions = start(invite)
        #expect(actions.words == "respond 420 INVITE, ended rejected 420, finished")
        #expect(actions.responses.first?.headers.first("Unsupported") == "foo, bar")
    }

    @Test("A session interval of 60 s gets 422 with Min-SE 90, unless the caller does not know session timers")
    func intervalTooSmall() {
        let expires = HeaderField("Session-Expires", "60")
        let actions = start(Samples.invite(others: [expires, HeaderField("Supported", "timer")]))
        #expect(actions.words == "respond 422 INVITE, ended rejected 422, finished")
        #expect(actions.responses.first?.headers.first("Min-SE") == "90")
        #expect(start(Samples.invite(others: [expires])).words == "dialog a1")
    }

    @Test("180 has our tag, Contact and the Record-Route of the INVITE, and is repeated each minute")
    func progress() throws {
        var invite = Samples.invite()
        invite.headers.recordRoute = [NameAddress(uri: SIPURI(host: "p1.example"))]
        var session = Samples.incoming(invite)
        let actions = session.progress(180)
        #expect(actions.words == "respond 180 INVITE, start progress 60 s")
        let ringing = try #require(actions.responses.first)
        #expect(ringing.headers.to.tag == "b1")
        #expect(ringing.headers.contacts == [Samples.contact])
        #expect(ringing.headers.recordRoute == invite.headers.recordRoute)
        #expect(
            session.timerFired(.progress) == [.respond(ringing, Samples.key), .startTimer(.progress, .seconds(60))])
        #expect(session.progress(200).words == "ignore wrongState")
    }

    @Test("200 is repeated after 500 ms, 1 s, 2 s, 4 s, 4 s, … and ends with BYE when no ACK came in 32 s")
    func answerRepeats() throws {
        var session = Samples.incoming()
        let actions = session.answer(Array("answer".utf8))
        #expect(actions.words == "respond 200 INVITE, start answer 500 ms, start acknowledgement 32 s")
        #expect(session.phase == .answered)
        let ok = try #require(actions.responses.first)
        #expect(ok.body.words == "answer")
        #expect(ok.headers.contentType == "application/sdp")
        #expect(ok.headers.contacts == [Samples.contact])
        for interval in ["1 s", "2 s", "4 s", "4 s", "4 s", "4 s", "4 s", "4 s", "4 s"] {
            #expect(session.timerFired(.answer).words == "respond 200 INVITE, start answer \(interval)")
        }
        #expect(session.timerFired(.acknowledgement).words == "stop answer, send BYE 1, ended without ACK")
        #expect(session.receive(Samples.fromCaller(.ack), key: Samples.key).words == "ignore unknownACK")
        #expect(session.requestFailed(CSeq(1, .bye), .timedOut).words == "finished")
    }

    @Test("The ACK stops the repetition; a second one has no effect")
    func acknowledged() {
        var session = Samples.answered()
        #expect(
            session.receive(Samples.fromCaller(.ack, cseq: 2), key: Samples.key).words == "ignore unknownACK")
        #expect(
            session.receive(Samples.fromCaller(.ack), key: Samples.key).words
                == "stop answer, stop acknowledgement, acknowledged")
        #expect(session.phase == .confirmed)
        #expect(session.receive(Samples.fromCaller(.ack), key: Samples.key).words == "ignore unknownACK")
        #expect(session.timerFired(.answer).words == "ignore staleTimer")
        #expect(session.timerFired(.acknowledgement).words == "ignore staleTimer")
    }

    @Test("CANCEL while it rings gets 200, the INVITE 487, and its Reason is told")
    func cancelled() {
        var session = Samples.incoming()
        _ = session.progress(180)
        let cancel = Samples.fromCaller(.cancel, others: [HeaderField("Reason", "SIP;cause=200")])
        let actions = session.receive(cancel, key: Samples.key)
        #expect(
            actions.words == "respond 200 CANCEL, stop progress, respond 487 INVITE, ended cancelled, finished")
        #expect(actions.contains(.ended(.cancelled(reason: "SIP;cause=200"))))
    }

    @Test("CANCEL that crossed our 200 gets 200 and has no effect; the BYE that follows ends it before any ACK")
    func cancelCrossesAnswer() {
        var session = Samples.answered()
        #expect(session.receive(Samples.fromCaller(.cancel), key: Samples.key).words == "respond 200 CANCEL")
        #expect(session.phase == .answered)
        #expect(
            session.receive(Samples.fromCaller(.bye, cseq: 2), key: Samples.key).words
                == "respond 200 BYE, stop answer, stop acknowledgement, ended remote, finished")
    }

    @Test("BYE while it rings gets 200, the INVITE 487")
    func byeWhileRinging() {
        var session = Samples.incoming()
        #expect(
            session.receive(Samples.fromCaller(.bye, cseq: 2), key: Samples.key).words
                == "respond 200 BYE, respond 487 INVITE, ended remote, finished")
    }

    @Test("Hanging up before the ACK: the BYE waits for it")
    func hangUpBeforeACK() {
        var session = Samples.answered()
        #expect(session.hangUp(reason: "Q.850;cause=16").words == "ended local")
        #expect(session.timerFired(.answer).words == "respond 200 INVITE, start answer 1 s")
        let actions = session.receive(Samples.fromCaller(.ack), key: Samples.key)
        #expect(actions.words == "stop answer, stop acknowledgement, send BYE 1")
        #expect(actions.requests.first?.headers.first("Reason") == "Q.850;cause=16")
        #expect(session.receive(Samples.fromCallee(.bye).response(200)).words == "finished")
    }

    @Test("Hanging up before an ACK that never comes: BYE after 32 s")
    func hangUpWithoutACK() {
        var session = Samples.answered()
        _ = session.hangUp()
        #expect(session.timerFired(.acknowledgement).words == "stop answer, send BYE 1")
    }

    @Test("Refusing says the status that was asked for; hanging up while it rings says 480")
    func refuse() {
        var session = Samples.incoming()
        let actions = session.refuse(503, others: [HeaderField("Retry-After", "30")])
        #expect(actions.words == "respond 503 INVITE, ended local, finished")
        #expect(actions.responses.first?.headers.first("Retry-After") == "30")
        var other = Samples.incoming()
        #expect(other.refuse(200).words == "ignore wrongState")
        #expect(other.hangUp().words == "respond 480 INVITE, ended local, finished")
        #expect(other.answer([]).words == "ignore wrongState")
    }

    @Test("A second INVITE while the first is not answered gets 500 with Retry-After 5")
    func secondInvite() {
        var session = Samples.incoming()
        let actions = session.receive(Samples.fromCaller(.invite, cseq: 2, body: "other"), key: Samples.key)
        #expect(actions.words == "respond 500 INVITE")
        #expect(actions.responses.first?.headers.first("Retry-After") == "5")
        #expect(session.phase == .incoming)
    }

    @Test("An INVITE without offer: ours goes out in the 200, and the ACK brings the answer")
    func offerless() {
        var session = Samples.incoming(Samples.invite(body: ""))
        _ = session.answer(Array("our-offer".utf8))
        let ack = Samples.fromCaller(.ack, body: "their-answer")
        #expect(
            session.receive(ack, key: Samples.key).words
                == "stop answer, stop acknowledgement, acknowledged, answer their-answer")
    }
}
