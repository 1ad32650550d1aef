import SIP
import Testing

@Suite("The caller's session up to the answer, RFC 3261 §9.1, §13.2")
struct CallingTests {
    typealias Samples = SessionSamples

    @Test("The INVITE goes out with Contact, Allow, Supported and a session interval of 1800 s")
    func start() throws {
        var settings = SessionSettings(contact: Samples.contact, product: "Nightbell")
        settings.minimumInterval = .seconds(120)
        var invite = MachineSamples.request(.invite, branch: nil, body: "offer")
        invite.headers.contacts = []
        invite.headers.maxForwards = nil
        var session = InviteSession(calling: invite, settings: settings)
        let actions = session.start()
        #expect(actions.words == "send INVITE 1")
        #expect(session.phase == .calling)
        let headers = try #require(actions.requests.first).headers
        #expect(headers.contacts == [Samples.contact])
        #expect(headers.maxForwards == 70)
        #expect(headers.first("Allow") == "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, NOTIFY")
        #expect(headers.first("Supported") == "100rel, timer")
        #expect(headers.first("Session-Expires") == "1800")
        #expect(headers.first("Min-SE") == "120")
        #expect(headers.first("User-Agent") == "Nightbell")
        #expect(session.start().words == "ignore wrongState")
    }

    @Test("180 makes an early dialog; 200 confirms it, with an ACK by its route and 32 s for forks")
    func answer() throws {
        var session = Samples.calling()
        #expect(session.receive(Samples.response(100, tag: nil)).isEmpty)
        #expect(session.phase == .proceeding)
        #expect(session.receive(Samples.response(180)).words == "dialog b1, progressed 180")
        #expect(session.receive(Samples.response(183, body: "early")).words == "progressed 183")
        var ok = Samples.response(200, body: "answer")
        let proxies = ["p1", "p2"].map {
            NameAddress(uri: SIPURI(host: "\($0).example", parameters: Parameters([.init("lr", nil)])))
        }
        ok.headers.recordRoute = proxies
        let actions = session.receive(ok)
        #expect(actions.words == "start forks 32 s, ack 1, answered")
        #expect(session.phase == .confirmed)
        let ack = try #require(actions.requests.first)
        #expect(ack.uri == Samples.peerContact.uri)
        #expect(ack.headers.route == proxies.reversed())
        #expect(ack.nextHop == proxies[1].uri)
        #expect(ack.headers.cseq == CSeq(1, .ack))
        #expect(ack.headers.to.tag == "b1")
        #expect(session.dialog?.id == DialogID(callID: "c1@client.example", localTag: "a1", remoteTag: "b1"))
    }

    @Test("A repeated 200 gets the same ACK again, and nothing else")
    func repeatedAnswer() {
        var session = Samples.calling()
        let first = session.receive(Samples.response(200, body: "answer")).requests
        #expect(session.receive(Samples.response(200, body: "answer")) == [.sendACK(first[0])])
        #expect(session.receive(Samples.response(200, body: "answer")).words == "ack 1")
    }

    @Test("A 200 of another fork gets ACK and BYE; repeated, only the ACK; after 32 s it is not known any more")
    func forkedAnswer() {
        var session = Samples.confirmedCaller()
        let actions = session.receive(Samples.response(200, tag: "b2", body: "answer"))
        #expect(actions.words == "ack 1, send BYE 2")
        #expect(actions.requests.map(\.headers.to.tag) == ["b2", "b2"])
        #expect(session.receive(Samples.response(200, tag: "b2")).words == "ack 1")
        #expect(session.receive(Samples.response(200, tag: "b2", cseq: 2, method: .bye)).isEmpty)
        #expect(session.phase == .confirmed)
        #expect(session.timerFired(.forks).isEmpty)
        #expect(session.receive(Samples.response(200, tag: "b3")).words == "ignore unknownResponse")
    }

    @Test("Twelve forks are hung up, the thirteenth is passed over")
    func manyForks() {
        var session = Samples.confirmedCaller()
        for fork in 1...12 {
            #expect(session.receive(Samples.response(200, tag: "f\(fork)")).words == "ack 1, send BYE 2")
        }
        #expect(session.receive(Samples.response(200, tag: "f13")).words == "ignore tooManyForks")
    }

    @Test("Hanging up before any response sends no CANCEL; the first 180 does, the 487 finishes it")
    func cancelWaits() {
        var session = Samples.calling()
        #expect(session.hangUp(reason: "SIP;cause=200").words == "ended local")
        #expect(session.phase == .cancelling)
        let actions = session.receive(Samples.response(180))
        #expect(actions == [.cancelInvite(reason: "SIP;cause=200"), .startTimer(.cancelled, .seconds(32))])
        #expect(session.receive(Samples.response(180)).words == "ignore retransmission")
        #expect(session.receive(Samples.response(487)).words == "stop cancelled, finished")
    }

    @Test("Hanging up while it rings sends CANCEL at once; 32 s without a final response give it up")
    func cancelUnanswered() {
        var session = Samples.calling()
        _ = session.receive(Samples.response(180))
        #expect(session.hangUp().words == "cancel, start cancelled 32 s, ended local")
        #expect(session.hangUp().words == "ignore wrongState")
        #expect(session.timerFired(.cancelled).words == "abandon, finished")
    }

    @Test("A 200 that crossed our CANCEL gets ACK and BYE")
    func lateAnswer() {
        var session = Samples.calling()
        _ = session.receive(Samples.response(180))
        _ = session.hangUp()
        #expect(
            session.receive(Samples.response(200, body: "answer")).words
                == "stop cancelled, start forks 32 s, ack 1, send BYE 2")
        #expect(session.receive(Samples.response(200, body: "answer")).words == "ack 1")
        #expect(session.receive(Samples.response(200, cseq: 2, method: .bye)).words == "finished")
    }

    @Test("A 200 that crossed our CANCEL is told the CANCEL's reason in its BYE (RFC 3326)")
    func lateAnswerReason() {
        var session = Samples.calling()
        _ = session.receive(Samples.response(180))
        _ = session.hangUp(reason: "SIP;cause=200")
        let byes = session.receive(Samples.response(200, body: "answer")).compactMap { action -> SIPRequest? in
            if case .send(let request) = action { request } else { nil }
        }
        #expect(byes.map(\.method) == [.bye])
        #expect(byes.first?.headers.first("Reason") == "SIP;cause=200")
    }

    @Test("A refusal ends it: 486, 302 and 603 are told as they came", arguments: [302, 404, 486, 503, 603])
    func refusal(_ status: Int) {
        var session = Samples.calling()
        let response = Samples.response(status)
        #expect(session.receive(response) == [.ended(.refused(response)), .finished])
        #expect(session.phase == .finished)
    }

    @Test("No response in 32 s and a transport that refuses end it, each in its own word")
    func failures() {
        var session = Samples.calling()
        #expect(session.requestFailed(CSeq(1, .invite), .timedOut).words == "ended timed out, finished")
        var other = Samples.calling()
        #expect(other.requestFailed(CSeq(1, .invite), .transportFailed).words == "ended transport failed, finished")
        var cancelled = Samples.calling()
        _ = cancelled.hangUp()
        #expect(cancelled.requestFailed(CSeq(1, .invite), .timedOut).words == "stop cancelled, finished")
    }

    @Test("401 is told; with credentials INVITE 2 goes out; without, the 401 ends it")
    func challenge() throws {
        var session = Samples.calling()
        let challenge = Samples.response(401)
        #expect(session.receive(challenge).words == "challenged INVITE 401")
        let credentials = HeaderField("Authorization", "Digest username=\"us\"")
        let actions = session.authorize(CSeq(1, .invite), [credentials])
        #expect(actions.words == "send INVITE 2")
        #expect(try #require(actions.requests.first).headers.others.contains(credentials))
        #expect(session.receive(Samples.response(180)).words == "ignore unknownResponse")
        #expect(session.receive(Samples.response(407, cseq: 2)).words == "challenged INVITE 407")
        #expect(session.giveUp(CSeq(2, .invite)).words == "ended refused 407, finished")
    }

    @Test("The ACK to the 200 shows the credentials of the INVITE")
    func credentialsInACK() {
        var session = Samples.calling()
        _ = session.receive(Samples.response(407))
        let credentials = HeaderField("Proxy-Authorization", "Digest username=\"us\"")
        _ = session.authorize(CSeq(1, .invite), [credentials])
        let ack = session.receive(Samples.response(200, cseq: 2, body: "answer")).requests.first
        #expect(ack?.headers.cseq == CSeq(2, .ack))
        #expect(ack?.headers.others == [credentials])
    }

    @Test("A provider that challenges for ever is given up at the fourth 401")
    func endlessChallenge() {
        var session = Samples.calling()
        for number in UInt32(1)...3 {
            #expect(session.receive(Samples.response(401, cseq: number)).words == "challenged INVITE 401")
            #expect(session.authorize(CSeq(number, .invite), []).words == "send INVITE \(number + 1)")
        }
        #expect(session.receive(Samples.response(401, cseq: 4)).words == "ended refused 401, finished")
    }

    @Test("Hanging up while a challenge is open ends it without CANCEL")
    func hangUpChallenged() {
        var session = Samples.calling()
        _ = session.receive(Samples.response(401))
        #expect(session.hangUp().words == "ended local, finished")
        #expect(session.authorize(CSeq(1, .invite), []).words == "ignore wrongState")
    }

    @Test("422 with Min-SE 3600 sends INVITE 2 with Session-Expires 3600 and Min-SE 3600")
    func intervalTooSmall() throws {
        var session = Samples.calling(settings: SessionSettings(contact: Samples.contact))
        let actions = session.receive(Samples.response(422, others: [HeaderField("Min-SE", "3600")]))
        #expect(actions.words == "send INVITE 2")
        let headers = try #require(actions.requests.first).headers
        #expect(headers.first("Session-Expires") == "3600")
        #expect(headers.first("Min-SE") == "3600")
    }

    @Test("An offer in the 200 is answered in the ACK, which is repeated with its answer")
    func offerInAnswer() {
        var session = Samples.calling(body: "")
        #expect(
            session.receive(Samples.response(200, body: "their-offer")).words
                == "dialog b1, start forks 32 s, answered, offer their-offer")
        #expect(session.receive(Samples.response(200, body: "their-offer")).words == "ignore retransmission")
        #expect(session.answerOffer(Array("our-answer".utf8)).words == "ack 1 our-answer")
        #expect(session.receive(Samples.response(200, body: "their-offer")).words == "ack 1 our-answer")
    }

    @Test("An offer in the 200 that cannot be answered gets ACK and BYE")
    func offerInAnswerRefused() {
        var session = Samples.calling(body: "")
        _ = session.receive(Samples.response(200, body: "their-offer"))
        #expect(session.refuseOffer().words == "ack 1, send BYE 2, ended local")
    }
}
