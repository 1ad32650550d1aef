import SIP
import Testing

@Suite("REFER within a session, RFC 3515, RFC 3891, RFC 4488")
struct ReferringTests {
    typealias Samples = SessionSamples

    private static var phone: SessionSettings {
        var settings = Samples.settings
        settings.allow.append(.refer)
        return settings
    }

    private static func callee() -> InviteSession { Samples.confirmedCallee(settings: phone) }

    private static func refer(
        _ target: String? = "<sip:212@10.0.0.1>", cseq: UInt32 = 2, others: [HeaderField] = []
    ) -> SIPRequest {
        Samples.fromCaller(.refer, cseq: cseq, others: (target.map { [HeaderField("Refer-To", $0)] } ?? []) + others)
    }

    private func status(_ target: String?, others: [HeaderField] = []) -> Int? {
        var session = Self.callee()
        let actions = session.receive(Self.refer(target, others: others), key: Samples.key)
        #expect(session.phase == .confirmed)
        guard case .referArrived(.failure(let fault)) = actions.first else { return actions.responses.first?.status }
        return session.refuseReferral(fault.rawValue).responses.first?.status
    }

    @Test("202 and NOTIFY 100 at once, then 180, then 200 with the subscription's end; each after the one before it")
    func outcome() throws {
        var session = Self.callee()
        #expect(session.receive(Self.refer(), key: Samples.key).words == "refer 212")
        let accepted = session.acceptReferral()
        #expect(accepted.words == "respond 202 REFER, start referral 180 s, send NOTIFY 1")
        let trying = accepted.requests[0]
        #expect(trying.headers.first("Event") == "refer")
        #expect(trying.headers.first("Subscription-State") == "active;expires=180")
        #expect(trying.headers.contentType == "message/sipfrag")
        #expect(trying.body.words == "SIP/2.0 100 Trying\r\n")
        #expect(session.tellReferrer(180).words == "")
        let ringing = session.receive(trying.response(200))
        #expect(ringing.words == "send NOTIFY 2")
        #expect(ringing.requests[0].body.words == "SIP/2.0 180 Ringing\r\n")
        #expect(session.receive(ringing.requests[0].response(200)).words == "")
        let done = session.tellReferrer(200)
        #expect(done.words == "send NOTIFY 3")
        #expect(done.requests[0].headers.first("Subscription-State") == "terminated;reason=noresource")
        #expect(done.requests[0].body.words == "SIP/2.0 200 OK\r\n")
        #expect(session.receive(done.requests[0].response(200)).words == "stop referral")
        #expect(session.tellReferrer(200).words == "ignore wrongState")
        #expect(session.phase == .confirmed)
    }

    @Test("180 and 486 while NOTIFY 100 is under way: only the last of them is told")
    func latest() {
        var session = Self.callee()
        _ = session.receive(Self.refer(), key: Samples.key)
        let trying = session.acceptReferral().requests[0]
        #expect(session.tellReferrer(180).words == "")
        #expect(session.tellReferrer(486).words == "")
        let last = session.receive(trying.response(200))
        #expect(last.requests.map(\.body.words) == ["SIP/2.0 486 Busy Here\r\n"])
        #expect(session.receive(last.requests[0].response(200)).words == "stop referral")
    }

    @Test("a refusal leaves the session as it was, and the next REFER is asked again")
    func refusal() {
        var session = Self.callee()
        _ = session.receive(Self.refer(), key: Samples.key)
        #expect(session.refuseReferral(603).words == "respond 603 REFER")
        #expect(session.receive(Self.refer(cseq: 3), key: Samples.key).words == "refer 212")
        let notify = session.acceptReferral().requests[0]
        #expect(notify.headers.first("Event") == "refer;id=3", "the second of a dialog has its number (§2.4.6)")
    }

    @Test("a second REFER while one is under way gets 491, before and after the 202")
    func second() {
        var session = Self.callee()
        _ = session.receive(Self.refer(), key: Samples.key)
        #expect(session.receive(Self.refer(cseq: 3), key: Samples.key).words == "respond 491 REFER")
        _ = session.acceptReferral()
        #expect(session.receive(Self.refer(cseq: 4), key: Samples.key).words == "respond 491 REFER")
    }

    @Test("BYE right after the 202: the end is told all the same, and then the session is forgotten")
    func byeAfterAccepted() {
        var session = Self.callee()
        _ = session.receive(Self.refer(), key: Samples.key)
        let trying = session.acceptReferral().requests[0]
        let bye = Samples.fromCaller(.bye, cseq: 3)
        #expect(session.receive(bye, key: Samples.key).words == "respond 200 BYE, ended remote")
        #expect(session.receive(trying.response(200)).words == "")
        let done = session.tellReferrer(200)
        #expect(done.words == "send NOTIFY 2")
        #expect(session.receive(done.requests[0].response(481)).words == "stop referral, finished")
    }

    @Test("BYE crosses a REFER that nobody has answered: 481 to it, and the session is over")
    func byeCrosses() {
        var session = Self.callee()
        _ = session.receive(Self.refer(), key: Samples.key)
        let bye = Samples.fromCaller(.bye, cseq: 3)
        #expect(
            session.receive(bye, key: Samples.key).words == "respond 200 BYE, respond 481 REFER, ended remote, finished"
        )
        #expect(session.acceptReferral().words == "ignore wrongState")
        #expect(session.receive(Self.refer(cseq: 4), key: Samples.key).words == "respond 481 REFER")
    }

    @Test("we say BYE while NOTIFY 200 is under way: both go on to their ends")
    func ourBye() {
        var session = Self.callee()
        _ = session.receive(Self.refer(), key: Samples.key)
        let trying = session.acceptReferral().requests[0]
        _ = session.receive(trying.response(200))
        let done = session.tellReferrer(200).requests[0]
        let bye = session.hangUp()
        #expect(bye.words == "send BYE 3, ended local")
        #expect(session.receive(done.response(200)).words == "stop referral")
        #expect(session.receive(bye.requests[0].response(200)).words == "finished")
    }

    @Test("481 to a NOTIFY ends the subscription, not the session; so does none at all (RFC 5057 §5.2)")
    func unknownSubscription() {
        var session = Self.callee()
        _ = session.receive(Self.refer(), key: Samples.key)
        let trying = session.acceptReferral().requests[0]
        #expect(session.receive(trying.response(481)).words == "")
        #expect(session.tellReferrer(180).words == "")
        #expect(session.tellReferrer(200).words == "stop referral")
        _ = session.receive(Self.refer(cseq: 3), key: Samples.key)
        let again = session.acceptReferral().requests[0]
        #expect(session.requestFailed(again.headers.cseq, .timedOut).words == "")
        #expect(session.tellReferrer(486).words == "stop referral")
        #expect(session.phase == .confirmed)
    }

    @Test("Refer-Sub: false gets 202 with the same, and no NOTIFY (RFC 4488 §4)")
    func silent() throws {
        var session = Self.callee()
        _ = session.receive(Self.refer(others: [HeaderField("Refer-Sub", "false")]), key: Samples.key)
        let accepted = session.acceptReferral()
        #expect(accepted.words == "respond 202 REFER, start referral 180 s")
        #expect(try #require(accepted.responses.first).headers.first("Refer-Sub") == "false")
        #expect(session.tellReferrer(180).words == "")
        #expect(session.tellReferrer(200).words == "stop referral")
    }

    @Test("nobody says for 180 s how it ended: NOTIFY 408, and it is over")
    func forgotten() {
        var session = Self.callee()
        _ = session.receive(Self.refer(), key: Samples.key)
        let trying = session.acceptReferral().requests[0]
        _ = session.receive(trying.response(200))
        let late = session.timerFired(.referral)
        #expect(late.requests.map(\.body.words) == ["SIP/2.0 408 Request Timeout\r\n"])
        #expect(session.timerFired(.referral).words == "ignore staleTimer")
    }

    @Test("a session that does not allow REFER, as those of a trunk, answers 405 with Allow")
    func trunk() {
        var session = Samples.confirmedCallee()
        let refusal = session.receive(Self.refer(), key: Samples.key)
        #expect(refusal.words == "respond 405 REFER")
        #expect(refusal.responses.first?.headers.lists("Allow", "REFER") == false)
    }

    @Test("REFER before the answer, on either side, gets 403")
    func unanswered() {
        var callee = Samples.incoming(settings: Self.phone)
        #expect(callee.receive(Self.refer(), key: Samples.key).words == "respond 403 REFER")
        var caller = Samples.calling(settings: Self.phone)
        _ = caller.receive(Samples.response(180))
        let early = Samples.fromCallee(.refer, others: [HeaderField("Refer-To", "<sip:212@10.0.0.1>")])
        #expect(caller.receive(early, key: Samples.key).words == "respond 403 REFER")
    }

    @Test(
        "what cannot be obeyed is refused: none and two targets 400, tel: 416, method=BYE 403, broken escapes 400",
        arguments: [
            (nil, 400), ("", 400), ("<sip:212@10.0.0.1>, <sip:213@10.0.0.1>", 400), ("sip:212@10.0.0.1", 200),
            ("<sip:10.0.0.1>", 400), ("<tel:+16025550142>", 416), ("<mailto:a@b.example>", 416),
            ("<http://b.example/>", 416), ("<sip:212@10.0.0.1;method=BYE>", 403),
            ("<sip:212@10.0.0.1;method=INVITE>", 200), ("<sip:21%2@10.0.0.1>", 400), ("<sip:%32%31%32@10.0.0.1>", 200),
            ("<sip:212@10.0.0.1?Replaces=>", 400), ("<sip:212@10.0.0.1?Replaces=c%3Bto-tag%3D>", 400),
            ("<sip:212@10.0.0.1?Replaces=c%3Bto-tag%3Da%3Bto-tag%3Db%3Bfrom-tag%3Dc>", 400),
            ("<sip:212@10.0.0.1?Replaces=%ff%fe>", 400), ("<sip:212@10.0.0.1?Route=%3Csip:evil.example%3E>", 200),
        ] as [(String?, Int)])
    func hostile(_ target: String?, _ wanted: Int) {
        // 200 stands for one that the leg is asked about.
        #expect(status(target) ?? 200 == wanted)
    }

    @Test("two Refer-To fields get 400")
    func twoFields() {
        #expect(status("<sip:212@10.0.0.1>", others: [HeaderField("Refer-To", "<sip:213@10.0.0.1>")]) == 400)
    }

    @Test(
        "Replaces names a dialog as we know it: to-tag is ours, from-tag theirs; other headers of the URI are not read")
    func replaces() throws {
        let target =
            "<sip:212@10.0.0.1?Require=replaces&Replaces=a84b%4010.0.0.7%3Bto-tag%3Dours%3Bfrom-tag%3Dtheirs&From=x>"
        let wish = try ReferTo(Self.refer(target, others: [HeaderField("Referred-By", "<sip:211@10.0.0.1>")]))
        #expect(wish.user == "212")
        #expect(wish.host == "10.0.0.1")
        #expect(wish.replaces == DialogID(callID: "a84b@10.0.0.7", localTag: "ours", remoteTag: "theirs"))
        let early = try ReferTo(
            Self.refer("<sip:212@10.0.0.1?Replaces=c1%3Bfrom-tag%3Db%3Bto-tag%3Da%3Bearly-only>"))
        #expect(early.replaces == DialogID(callID: "c1", localTag: "a", remoteTag: "b"))
        #expect(try ReferTo(Self.refer("<SIP:%32%31%32@PBX.Example>")) == ReferTo(user: "212", host: "pbx.example"))
    }
}
