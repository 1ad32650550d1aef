import SIP
import Testing

@Suite("Session timers, RFC 4028")
struct SessionTimerTests {
    typealias Samples = SessionSamples

    private func answer(_ others: [HeaderField], interval: Duration? = .seconds(1800)) -> (SIPResponse?, String) {
        var settings = Samples.settings
        settings.sessionInterval = interval
        var session = Samples.incoming(Samples.invite(others: others), settings: settings)
        let actions = session.answer(Array("answer".utf8))
        return (actions.responses.first, actions.dropFirst(3).map(\.words).joined(separator: ", "))
    }

    @Test("Who refreshes is chosen by table 2 of RFC 4028 §9")
    func refresher() {
        let timer = HeaderField("Supported", "timer")
        func expires(_ value: String) -> HeaderField { HeaderField("Session-Expires", value) }
        let cases: [([HeaderField], String?, String?, String)] = [
            ([timer, expires("600")], "600;refresher=uac", "timer", "start expiry 568 s"),
            ([timer, expires("600;refresher=uac")], "600;refresher=uac", "timer", "start expiry 568 s"),
            (
                [timer, expires("600;refresher=uas")], "600;refresher=uas", "timer",
                "start refresh 300 s, start expiry 568 s"
            ),
            ([expires("600")], "600;refresher=uas", nil, "start refresh 300 s, start expiry 568 s"),
            ([timer], "1800;refresher=uac", "timer", "start expiry 1768 s"),
            ([], nil, nil, ""),
            (
                [timer, expires("7200"), HeaderField("Min-SE", "3600")], "3600;refresher=uac", "timer",
                "start expiry 3568 s"
            ),
            ([timer, expires("90")], "90;refresher=uac", "timer", "start expiry 60 s"),
        ]
        for (fields, header, require, timers) in cases {
            let (response, started) = answer(fields)
            #expect(response?.headers.first("Session-Expires") == header, "\(fields)")
            #expect(response?.headers.first("Require") == require, "\(fields)")
            #expect(started == timers, "\(fields)")
        }
        #expect(answer([timer], interval: nil).0?.headers.first("Session-Expires") == nil)
    }

    private func caller(_ value: String, allow: String = "INVITE, UPDATE", body: String = "answer") -> InviteSession {
        Samples.confirmedCaller(
            settings: SessionSettings(contact: Samples.contact),
            others: [HeaderField("Session-Expires", value), HeaderField("Allow", allow)])
    }

    @Test("The caller takes the interval and the role of the 200")
    func callerAgrees() {
        var session = Samples.calling(settings: SessionSettings(contact: Samples.contact))
        let us = Samples.response(200, body: "answer", others: [HeaderField("Session-Expires", "1800;refresher=uac")])
        #expect(
            session.receive(us).words
                == "dialog b1, start forks 32 s, start refresh 900 s, start expiry 1768 s, ack 1, answered")
        var other = Samples.calling(settings: SessionSettings(contact: Samples.contact))
        let peer = Samples.response(200, body: "answer", others: [HeaderField("Session-Expires", "90;refresher=uas")])
        #expect(other.receive(peer).words == "dialog b1, start forks 32 s, start expiry 60 s, ack 1, answered")
        #expect(other.timerFired(.refresh).words == "ignore staleTimer")
    }

    @Test("A 200 with an interval of 10 s is kept up with as refresher, and taken for 90 s as the other")
    func absurdInterval() {
        var session = Samples.calling(settings: SessionSettings(contact: Samples.contact))
        let us = Samples.response(200, body: "answer", others: [HeaderField("Session-Expires", "10;refresher=uac")])
        #expect(session.receive(us).words.contains("start refresh 10 s, start expiry 14 s"))
        var other = Samples.calling(settings: SessionSettings(contact: Samples.contact))
        let peer = Samples.response(200, body: "answer", others: [HeaderField("Session-Expires", "10;refresher=uas")])
        #expect(other.receive(peer).words.contains("start expiry 60 s"))
    }

    @Test("A refresh is an UPDATE without description that keeps the role; its 200 starts the interval anew")
    func refreshByUpdate() throws {
        var session = caller("1800;refresher=uac")
        let actions = session.timerFired(.refresh)
        #expect(actions.words == "send UPDATE 2")
        let update = try #require(actions.requests.first)
        #expect(update.body.isEmpty)
        #expect(update.headers.first("Session-Expires") == "1800;refresher=uac")
        let ok = Samples.response(
            200, cseq: 2, others: [HeaderField("Session-Expires", "1800;refresher=uac")], method: .update)
        #expect(session.receive(ok).words == "start refresh 900 s, start expiry 1768 s")
    }

    @Test(
        "Where UPDATE is not allowed it is a re-INVITE with the description unchanged, and an equal answer is not told")
    func refreshByInvite() {
        var session = caller("1800;refresher=uac", allow: "INVITE, BYE")
        let actions = session.timerFired(.refresh)
        #expect(actions.words == "send INVITE 2")
        #expect(actions.requests.first?.body.words == "offer")
        let expires = HeaderField("Session-Expires", "1800;refresher=uac")
        #expect(
            session.receive(Samples.response(200, cseq: 2, body: "answer", others: [expires])).words
                == "ack 2, start refresh 900 s, start expiry 1768 s")
        _ = session.timerFired(.refresh)
        #expect(
            session.receive(Samples.response(200, cseq: 3, body: "other", others: [expires])).words
                == "ack 3, start refresh 900 s, start expiry 1768 s, answer other")
    }

    @Test("405 to the UPDATE is followed by a re-INVITE, now and from then on")
    func updateRefused() {
        var session = caller("1800;refresher=uac")
        _ = session.timerFired(.refresh)
        #expect(session.receive(Samples.response(405, cseq: 2, method: .update)).words == "send INVITE 3")
        let ok = Samples.response(
            200, cseq: 3, body: "answer", others: [HeaderField("Session-Expires", "1800;refresher=uac")])
        _ = session.receive(ok)
        #expect(session.timerFired(.refresh).words == "send INVITE 4")
    }

    @Test("A refresh that fails with 500 is tried again in 10 s, or when Retry-After says; 408 ends the session")
    func refreshFails() {
        var session = caller("1800;refresher=uac")
        _ = session.timerFired(.refresh)
        #expect(session.receive(Samples.response(500, cseq: 2, method: .update)).words == "start refresh 10 s")
        _ = session.timerFired(.refresh)
        let later = Samples.response(503, cseq: 3, others: [HeaderField("Retry-After", "20")], method: .update)
        #expect(session.receive(later).words == "start refresh 20 s")
        _ = session.timerFired(.refresh)
        #expect(
            session.requestFailed(CSeq(4, .update), .timedOut).words
                == "start refresh 10 s, send BYE 5, stop refresh, stop expiry, ended dialog lost")
    }

    @Test("A refresh that met 491 is repeated as the refresh it was")
    func refreshGlare() {
        var session = caller("1800;refresher=uac")
        _ = session.timerFired(.refresh)
        #expect(session.receive(Samples.response(491, cseq: 2, method: .update)).words == "start glare 3.05 s")
        let again = session.timerFired(.glare)
        #expect(again.words == "send UPDATE 3")
        #expect(again.requests.first?.body.isEmpty == true)
    }

    @Test("A refresh waits while an offer is open")
    func refreshWaits() {
        var session = caller("1800;refresher=uac")
        _ = session.offer([1])
        #expect(session.timerFired(.refresh).words == "start refresh 10 s")
    }

    @Test("422 to a refresh raises the interval")
    func refreshTooSmall() throws {
        var session = caller("90;refresher=uac")
        _ = session.timerFired(.refresh)
        let small = Samples.response(422, cseq: 2, others: [HeaderField("Min-SE", "600")], method: .update)
        let again = session.receive(small)
        #expect(again.words == "send UPDATE 3")
        #expect(try #require(again.requests.first).headers.first("Session-Expires") == "600;refresher=uac")
        #expect(again.requests.first?.headers.first("Min-SE") == "600")
    }

    @Test("When nobody refreshes, the session ends with BYE")
    func expiry() {
        var session = caller("1800;refresher=uas")
        #expect(session.timerFired(.expiry).words == "send BYE 2, stop expiry, ended expired")
        #expect(session.timerFired(.expiry).words == "ignore staleTimer")
    }

    @Test("A refresh of the peer by UPDATE starts the interval anew; one that asks for 60 s gets 422")
    func peerRefreshes() throws {
        var session = caller("1800;refresher=uas")
        let fields = [HeaderField("Supported", "timer"), HeaderField("Session-Expires", "1800;refresher=uac")]
        let actions = session.receive(Samples.fromCallee(.update, others: fields), key: Samples.key)
        #expect(actions.words == "respond 200 UPDATE, start expiry 1768 s")
        #expect(try #require(actions.responses.first).headers.first("Session-Expires") == "1800;refresher=uac")
        let small = [HeaderField("Supported", "timer"), HeaderField("Session-Expires", "60")]
        #expect(
            session.receive(Samples.fromCallee(.update, cseq: 2, others: small), key: Samples.key).words
                == "respond 422 UPDATE")
        #expect(
            session.receive(Samples.fromCallee(.invite, cseq: 3, body: "x", others: small), key: Samples.key).words
                == "respond 422 INVITE")
    }

    @Test("A 200 to a re-INVITE without Session-Expires switches the timer off; hanging up stops it")
    func off() {
        var session = caller("1800;refresher=uac")
        _ = session.offer(Array("hold".utf8))
        #expect(
            session.receive(Samples.response(200, cseq: 2, body: "held")).words
                == "ack 2, stop refresh, stop expiry, answer held")
        var other = caller("1800;refresher=uac")
        #expect(other.hangUp().words == "send BYE 2, stop refresh, stop expiry, ended local")
    }

    @Test("In ten minutes with 90 s, the session is refreshed 13 times, every 45 s")
    func tenMinutes() throws {
        let scenario = try #require(CallScenario.all.first { $0.name.hasPrefix("ten minutes") })
        let updates = scenario.run().sent.filter { $0.hasSuffix(" UPDATE") && !$0.contains("200") }
        #expect(updates.count == 13)
        #expect(Set(updates) == ["alice UPDATE"])
    }
}
