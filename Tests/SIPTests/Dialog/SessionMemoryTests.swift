import Testing

@testable import SIP

@Suite("A session that another process goes on with (RFC 3261 §12, RFC 4028 §10)")
struct SessionMemoryTests {
    /// A session that was kept and taken up.
    private static func resumed(_ session: InviteSession) throws -> (session: InviteSession, actions: [SessionAction]) {
        var again = InviteSession(resuming: try #require(session.memory), settings: SessionSamples.settings)
        let actions = again.resume()
        return (again, actions)
    }

    @Test("A session is kept from its answer to its end, and not before or after")
    func window() {
        #expect(SessionSamples.calling().memory == nil)
        #expect(SessionSamples.incoming().memory == nil)
        #expect(SessionSamples.answered().memory != nil)
        var caller = SessionSamples.confirmedCaller()
        #expect(caller.memory != nil)
        _ = caller.hangUp()
        #expect(caller.memory == nil)
    }

    @Test("Taken up, it names its dialog, sends nothing, and is confirmed")
    func quiet() throws {
        let (session, actions) = try Self.resumed(SessionSamples.confirmedCaller())
        #expect(actions == [.dialogCreated(DialogID(callID: "c1@client.example", localTag: "a1", remoteTag: "b1"))])
        #expect(session.phase == .confirmed)
        #expect(session.memory?.dialog.localSequence == 1_001)
    }

    @Test("Our BYE has a number that is 1,000 higher than was kept: what was sent since then took lower ones")
    func numbers() throws {
        var (session, _) = try Self.resumed(SessionSamples.confirmedCallee())
        let bye = try #require(session.hangUp().requests.first)
        #expect(bye.method == .bye)
        #expect(bye.headers.cseq.number == 1_001)
        #expect(bye.headers.from.tag == "b1")
        #expect(bye.headers.to.tag == "a1")
    }

    @Test("The peer's BYE gets 200, its next offer is told, one with an old number gets 500")
    func requests() throws {
        var (session, _) = try Self.resumed(SessionSamples.confirmedCaller())
        let offer = session.receive(SessionSamples.fromCallee(.invite, cseq: 9, body: "hold"), key: SessionSamples.key)
        #expect(offer == [.offerArrived(MessageBody(contentType: "application/sdp", bytes: Array("hold".utf8)))])
        let answer = session.answerOffer(Array("held".utf8))
        #expect(answer.responses.map(\.status) == [200])
        _ = session.receive(SessionSamples.fromCallee(.ack, cseq: 9), key: SessionSamples.key)
        let old = session.receive(SessionSamples.fromCallee(.info, cseq: 8), key: SessionSamples.key)
        #expect(old.responses.map(\.status) == [500])
        let bye = session.receive(SessionSamples.fromCallee(.bye, cseq: 10), key: SessionSamples.key)
        #expect(bye.responses.map(\.status) == [200])
        #expect(bye.contains(.ended(.remote(reason: nil))))
        #expect(session.phase == .finished)
    }

    @Test("A 2xx to an INVITE that the process before sent is acknowledged, so that its repetition ends")
    func forgotten() throws {
        var (session, _) = try Self.resumed(SessionSamples.confirmedCaller())
        let actions = session.receive(SessionSamples.response(200, cseq: 4, body: "answer"))
        #expect(actions.requests.map(\.method) == [.ack])
        #expect(actions.requests.first?.headers.cseq == CSeq(4, .ack))
    }

    @Test("Who refreshes: we do it a second after, the peer has its whole interval")
    func timers() throws {
        let expires = HeaderField("Session-Expires", "1800;refresher=uac")
        let settings = SessionSamples.settings
        let ours = try Self.resumed(SessionSamples.confirmedCaller(settings: settings, others: [expires]))
        #expect(
            ours.actions.dropFirst() == [.startTimer(.refresh, .seconds(1)), .startTimer(.expiry, .seconds(1_768))])
        let peers = HeaderField("Session-Expires", "1800;refresher=uas")
        let theirs = try Self.resumed(SessionSamples.confirmedCaller(settings: settings, others: [peers]))
        #expect(theirs.actions.dropFirst() == [.startTimer(.expiry, .seconds(1_768))])
        var session = ours.session
        let refresh = session.timerFired(.refresh)
        #expect(refresh.requests.first?.body == Array("offer".utf8))
    }

    @Test("It is taken up once")
    func once() throws {
        var (session, _) = try Self.resumed(SessionSamples.confirmedCaller())
        #expect(session.resume() == [.ignore(.wrongState)])
        #expect(session.start() == [.ignore(.wrongState)])
    }
}
