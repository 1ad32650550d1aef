import SIP
import Testing

@Suite("Offers within the session, RFC 3261 §14, RFC 3311 §5")
struct ReofferTests {
    typealias Samples = SessionSamples

    @Test("A re-INVITE of ours: 200 is acknowledged, its body is the answer, its Contact the new target")
    func ours() throws {
        var session = Samples.confirmedCaller()
        let actions = session.offer(Array("hold".utf8))
        #expect(actions.words == "send INVITE 2")
        #expect(try #require(actions.requests.first).uri == Samples.peerContact.uri)
        #expect(session.receive(Samples.response(100, cseq: 2)).isEmpty)
        var ok = Samples.response(200, cseq: 2, body: "held")
        ok.headers.contacts = [NameAddress(uri: SIPURI(host: "moved.example"))]
        #expect(session.receive(ok).words == "ack 2, answer held")
        #expect(session.receive(ok).words == "ack 2")
        #expect(session.hangUp().requests.first?.uri == SIPURI(host: "moved.example"))
    }

    @Test("Of the offers that wait for an open one, the last goes out after it")
    func heldOffers() {
        var session = Samples.confirmedCaller()
        #expect(session.offer(Array("one".utf8)).words == "send INVITE 2")
        #expect(session.offer(Array("two".utf8)).isEmpty)
        #expect(session.offer(Array("three".utf8)).isEmpty)
        let actions = session.receive(Samples.response(200, cseq: 2, body: "answer"))
        #expect(actions.words == "ack 2, answer answer, send INVITE 3")
        #expect(actions.requests.last?.body.words == "three")
    }

    @Test("An offer before the answer is refused; one before the ACK waits for it")
    func early() {
        var calling = Samples.calling()
        #expect(calling.offer([1]).words == "ignore wrongState")
        var answered = Samples.answered()
        #expect(answered.offer(Array("hold".utf8)).isEmpty)
        #expect(
            answered.receive(Samples.fromCaller(.ack), key: Samples.key).words
                == "stop answer, stop acknowledgement, acknowledged, send INVITE 1")
    }

    @Test("488 to our offer is told, and the session goes on")
    func refused() {
        var session = Samples.confirmedCaller()
        _ = session.offer([1])
        #expect(session.receive(Samples.response(488, cseq: 2)).words == "offer refused 488")
        #expect(session.phase == .confirmed)
    }

    @Test("A re-INVITE of the peer is answered, repeated until its ACK, and its Contact is the new target")
    func theirs() {
        var session = Samples.confirmedCaller()
        var invite = Samples.fromCallee(.invite, body: "hold")
        invite.headers.contacts = [NameAddress(uri: SIPURI(host: "moved.example"))]
        #expect(session.receive(invite, key: Samples.key).words == "offer hold")
        let actions = session.answerOffer(Array("held".utf8))
        #expect(actions.words == "respond 200 INVITE, start answer 500 ms, start acknowledgement 32 s")
        #expect(actions.responses.first?.body.words == "held")
        #expect(session.timerFired(.answer).words == "respond 200 INVITE, start answer 1 s")
        #expect(
            session.receive(Samples.fromCallee(.ack), key: Samples.key).words == "stop answer, stop acknowledgement")
        #expect(session.hangUp().requests.first?.uri == SIPURI(host: "moved.example"))
    }

    @Test("A re-INVITE without offer wants one, and its ACK brings the answer")
    func offerWanted() {
        var session = Samples.confirmedCaller()
        #expect(session.receive(Samples.fromCallee(.invite), key: Samples.key).words == "offer wanted")
        _ = session.answerOffer(Array("ours".utf8))
        #expect(
            session.receive(Samples.fromCallee(.ack, body: "theirs"), key: Samples.key).words
                == "stop answer, stop acknowledgement, answer theirs")
    }

    @Test("The peer's offer can be refused with 488 and taken back by CANCEL")
    func refusedAndWithdrawn() {
        var session = Samples.confirmedCaller()
        _ = session.receive(Samples.fromCallee(.invite, body: "video"), key: Samples.key)
        #expect(session.refuseOffer().words == "respond 488 INVITE")
        _ = session.receive(Samples.fromCallee(.invite, cseq: 2, body: "hold"), key: Samples.key)
        #expect(
            session.receive(Samples.fromCallee(.cancel, cseq: 2), key: Samples.key).words
                == "respond 200 CANCEL, respond 487 INVITE, offer withdrawn")
        #expect(session.answerOffer([1]).words == "ignore wrongState")
    }

    @Test("A re-INVITE of the peer while ours is open gets 491, while one of its own is open 500 with Retry-After")
    func glareTowardsUs() {
        var session = Samples.confirmedCaller()
        _ = session.offer([1])
        #expect(session.receive(Samples.fromCallee(.invite, body: "x"), key: Samples.key).words == "respond 491 INVITE")
        #expect(
            session.receive(Samples.fromCallee(.update, cseq: 2, body: "x"), key: Samples.key).words
                == "respond 491 UPDATE")
        var other = Samples.confirmedCaller()
        _ = other.receive(Samples.fromCallee(.invite, body: "x"), key: Samples.key)
        let second = other.receive(Samples.fromCallee(.invite, cseq: 2, body: "y"), key: Samples.key)
        #expect(second.words == "respond 500 INVITE")
        #expect(second.responses.first?.headers.first("Retry-After") == "5")
        #expect(
            other.receive(Samples.fromCallee(.update, cseq: 3, body: "y"), key: Samples.key).words
                == "respond 500 UPDATE")
    }

    @Test("A re-INVITE before the ACK to our 200 gets 491 (RFC 5407 §3.1.4)")
    func beforeACK() {
        var session = Samples.answered()
        #expect(
            session.receive(Samples.fromCaller(.invite, cseq: 2, body: "x"), key: Samples.key).words
                == "respond 491 INVITE")
    }

    @Test(
        "After 491 the caller waits 2.1 to 4 s, the callee 0 to 2 s",
        arguments: [(0.0, "2.1 s", "0 ms"), (0.5, "3.05 s", "1 s"), (0.999, "3.99 s", "2 s")])
    func glareTowardsPeer(_ jitter: Double, _ caller: String, _ callee: String) {
        var settings = Samples.settings
        settings.jitter = jitter
        var one = Samples.confirmedCaller(settings: settings)
        _ = one.offer(Array("hold".utf8))
        #expect(one.receive(Samples.response(491, cseq: 2)).words == "start glare \(caller)")
        #expect(one.offer(Array("newer".utf8)).isEmpty)
        let again = one.timerFired(.glare)
        #expect(again.words == "send INVITE 3")
        #expect(again.requests.first?.body.words == "newer")
        var other = Samples.confirmedCallee(settings: settings)
        let offer = other.offer(Array("hold".utf8))
        #expect(offer.words == "send INVITE 1")
        #expect(
            other.receive(offer.requests[0].response(491)).words == "start glare \(callee)")
    }

    @Test("After 500 with Retry-After 3 the offer is repeated after 3 s; the sixth refusal is told")
    func retryAfter() {
        var session = Samples.confirmedCaller()
        var actions = session.offer([1])
        for number in UInt32(2)...6 {
            #expect(actions.words == "send INVITE \(number)")
            let busy = Samples.response(500, cseq: number, others: [HeaderField("Retry-After", "3")])
            #expect(session.receive(busy).words == "start glare 3 s")
            actions = session.timerFired(.glare)
        }
        let busy = Samples.response(500, cseq: 7, others: [HeaderField("Retry-After", "3")])
        #expect(session.receive(busy).words == "offer refused 500")
    }

    @Test("481 to our offer ends the session at once; 408 and silence end it with BYE")
    func dialogLost() {
        var session = Samples.confirmedCaller()
        _ = session.offer([1])
        #expect(
            session.receive(Samples.response(481, cseq: 2)).words == "offer refused 481, ended dialog lost, finished")
        var timeout = Samples.confirmedCaller()
        _ = timeout.offer([1])
        #expect(
            timeout.requestFailed(CSeq(2, .invite), .timedOut).words
                == "offer refused 408, send BYE 3, ended dialog lost")
        var transport = Samples.confirmedCaller()
        _ = transport.offer([1])
        #expect(transport.requestFailed(CSeq(2, .invite), .transportFailed).words == "offer refused 503")
    }

    @Test("UPDATE without a description is answered with 200 and moves the target; with one it is an offer")
    func update() {
        var session = Samples.confirmedCallee()
        var update = Samples.fromCaller(.update, cseq: 2)
        update.headers.contacts = [NameAddress(uri: SIPURI(host: "moved.example"))]
        #expect(session.receive(update, key: Samples.key).words == "respond 200 UPDATE")
        #expect(session.dialog?.remoteTarget == SIPURI(host: "moved.example"))
        #expect(
            session.receive(Samples.fromCaller(.update, cseq: 3, body: "hold"), key: Samples.key).words
                == "offer hold")
        #expect(session.answerOffer([1]).words == "respond 200 UPDATE")
    }

    @Test("UPDATE with an offer before the answer gets 500 from the callee, 491 from the caller")
    func earlyUpdate() {
        var callee = Samples.incoming()
        #expect(
            callee.receive(Samples.fromCaller(.update, cseq: 2, body: "x"), key: Samples.key).words
                == "respond 500 UPDATE")
        #expect(
            callee.receive(Samples.fromCaller(.update, cseq: 3), key: Samples.key).words == "respond 200 UPDATE")
        var caller = Samples.calling()
        _ = caller.receive(Samples.response(183, body: "early"))
        #expect(
            caller.receive(Samples.fromCallee(.update, body: "x"), key: Samples.key).words == "respond 491 UPDATE")
        #expect(
            caller.receive(Samples.fromCallee(.update, cseq: 2), key: Samples.key).words == "respond 200 UPDATE")
        var stranger = Samples.fromCallee(.update, cseq: 3)
        stranger.headers.from.tag = "b9"
        #expect(caller.receive(stranger, key: Samples.key).words == "respond 481 UPDATE")
    }
}
