import SIP
import Testing

@Suite("Requests within the session and its end, RFC 3261 §12.2, §15")
struct DialogRequestTests {
    typealias Samples = SessionSamples

    @Test("BYE gets 200 and its Reason is told; what comes later gets 481, another BYE 200")
    func bye() {
        var session = Samples.confirmedCallee()
        let bye = Samples.fromCaller(.bye, cseq: 2, others: [HeaderField("Reason", "Q.850;cause=16")])
        let actions = session.receive(bye, key: Samples.key)
        #expect(actions.words == "respond 200 BYE, ended remote, finished")
        #expect(actions.contains(.ended(.remote(reason: "Q.850;cause=16"))))
        #expect(session.receive(Samples.fromCaller(.info, cseq: 3), key: Samples.key).words == "respond 481 INFO")
        #expect(session.receive(Samples.fromCaller(.bye, cseq: 4), key: Samples.key).words == "respond 200 BYE")
        #expect(session.hangUp().words == "ignore wrongState")
    }

    @Test("Both say BYE at once: ours goes on to its end, theirs gets 200")
    func byeGlare() {
        var session = Samples.confirmedCallee()
        let bye = session.hangUp()
        #expect(bye.words == "send BYE 1, ended local")
        #expect(session.receive(Samples.fromCaller(.bye, cseq: 2), key: Samples.key).words == "respond 200 BYE")
        #expect(session.receive(bye.requests[0].response(481)).words == "finished")
    }

    @Test("A BYE that is challenged is sent again with credentials; one that nobody answers finishes all the same")
    func byeChallenged() {
        var session = Samples.confirmedCallee()
        let bye = session.hangUp().requests[0]
        #expect(session.receive(bye.response(407)).words == "challenged BYE 407")
        let again = session.authorize(CSeq(1, .bye), [HeaderField("Proxy-Authorization", "Digest x=1")])
        #expect(again.words == "send BYE 2")
        #expect(again.requests[0].headers.first("Proxy-Authorization") == "Digest x=1")
        #expect(session.requestFailed(CSeq(2, .bye), .timedOut).words == "finished")
    }

    @Test("BYE while the peer's own offer is open refuses that with 487")
    func hangUpUnderOffer() {
        var session = Samples.confirmedCallee()
        _ = session.receive(Samples.fromCaller(.invite, cseq: 2, body: "hold"), key: Samples.key)
        #expect(session.hangUp().words == "send BYE 1, respond 487 INVITE, ended local")
    }

    @Test("A 200 to our re-INVITE after we hung up is still acknowledged")
    func answerAfterHangUp() {
        var session = Samples.confirmedCallee()
        let offer = session.offer([1]).requests[0]
        #expect(session.hangUp().words == "send BYE 2, start cancelled 32 s, ended local")
        #expect(session.receive(offer.response(200)).words == "ack 1")
        #expect(session.timerFired(.cancelled).words == "ignore staleTimer")
        #expect(session.requestFailed(CSeq(2, .bye), .timedOut).words == "finished")
    }

    @Test("A re-INVITE that got 100 and then nothing is abandoned 32 s after the end")
    func abandonedOffer() {
        var session = Samples.confirmedCallee()
        let offer = session.offer([1]).requests[0]
        #expect(session.receive(offer.response(100)).isEmpty)
        #expect(
            session.receive(Samples.fromCaller(.bye, cseq: 2), key: Samples.key).words
                == "respond 200 BYE, start cancelled 32 s, ended remote")
        #expect(session.timerFired(.cancelled).words == "abandon, finished")
    }

    @Test("INFO is answered and told; OPTIONS is answered with Allow, Accept and Supported")
    func infoAndOptions() throws {
        var session = Samples.confirmedCallee()
        #expect(
            session.receive(Samples.fromCaller(.info, cseq: 2, body: "Signal=5"), key: Samples.key).words
                == "respond 200 INFO, info")
        let options = session.receive(Samples.fromCaller(.options, cseq: 3), key: Samples.key)
        #expect(options.words == "respond 200 OPTIONS")
        let headers = try #require(options.responses.first).headers
        #expect(headers.first("Accept") == "application/sdp")
        #expect(headers.first("Supported") == "100rel, timer")
        #expect(headers.lists("Allow", "UPDATE"))
    }

    @Test("NOTIFY is the leg's to answer; MESSAGE, which is not allowed, gets 405 with Allow")
    func others() {
        var session = Samples.confirmedCallee()
        #expect(
            session.receive(Samples.fromCaller(.notify, cseq: 2), key: Samples.key).words == "request NOTIFY")
        let refusal = session.receive(Samples.fromCaller(.message, cseq: 3), key: Samples.key)
        #expect(refusal.words == "respond 405 MESSAGE")
        #expect(refusal.responses.first?.headers.lists("Allow", "BYE") == true)
    }

    @Test("CSeq 4 after 5 gets 500, 900 after 5 is taken; an unknown Require gets 420")
    func order() {
        var session = Samples.confirmedCallee()
        #expect(session.receive(Samples.fromCaller(.info, cseq: 5), key: Samples.key).words == "respond 200 INFO, info")
        #expect(session.receive(Samples.fromCaller(.info, cseq: 4), key: Samples.key).words == "respond 500 INFO")
        #expect(session.receive(Samples.fromCaller(.bye, cseq: 4), key: Samples.key).words == "respond 500 BYE")
        let odd = Samples.fromCaller(.info, cseq: 900, others: [HeaderField("Require", "odd")])
        #expect(session.receive(odd, key: Samples.key).words == "respond 420 INFO")
        #expect(session.phase == .confirmed)
    }

    @Test("A request of ours is told its response; 481 to it ends the session")
    func ours() {
        var session = Samples.confirmedCallee()
        let info = session.request(.info, body: Array("Signal=1".utf8), contentType: "application/dtmf-relay")
        #expect(info.words == "send INFO 1")
        #expect(info.requests[0].headers.contentType == "application/dtmf-relay")
        #expect(session.receive(info.requests[0].response(200)).words == "response 200")
        let refer = session.request(.refer, others: [HeaderField("Refer-To", "<sip:211@10.0.0.9>")])
        #expect(session.receive(refer.requests[0].response(403)).words == "response 403")
        let next = session.request(.info)
        #expect(session.receive(next.requests[0].response(481)).words == "response 481, ended dialog lost, finished")
    }

    @Test(
        "A probe is OPTIONS: 200 and 501 change nothing, 481 ends the session, and so does no answer, or nobody there")
    func probe() {
        var session = Samples.confirmedCallee()
        for (number, status) in [(UInt32(1), 200), (2, 501), (3, 491)] {
            let probe = session.probe()
            #expect(probe.words == "send OPTIONS \(number)")
            #expect(session.probe().words == "ignore wrongState", "one at a time")
            #expect(session.receive(probe.requests[0].response(status)).words == "")
        }
        let lost = session.probe().requests[0]
        #expect(session.receive(lost.response(481)).words == "ended dialog lost, finished")
        for ending in [TransactionEnding.timedOut, .transportFailed] {
            var session = Samples.confirmedCallee()
            _ = session.probe()
            #expect(session.requestFailed(CSeq(1, .options), ending).words == "send BYE 2, ended dialog lost")
        }
    }

    @Test("A strict router's address becomes the Request-URI and the target the last Route")
    func strictRouting() throws {
        var invite = MachineSamples.request(.invite)
        invite.headers.recordRoute = [
            NameAddress(uri: SIPURI(host: "strict.example")),
            NameAddress(uri: SIPURI(host: "loose.example", parameters: Parameters([.init("lr", nil)]))),
        ]
        var dialog = try #require(Dialog(answering: invite, localTag: "b1"))
        let bye = dialog.request(.bye)
        #expect(bye.uri == SIPURI(host: "strict.example"))
        #expect(bye.headers.route.map(\.uri.host) == ["loose.example", "client.example"])
        #expect(bye.nextHop.host == "loose.example")
        #expect(bye.headers.cseq == CSeq(1, .bye))
        #expect(bye.headers.from.tag == "b1")
        #expect(bye.headers.to.tag == "a1")
        #expect(dialog.request(.info).headers.cseq.number == 2)
    }

    @Test("A dialog of a sips: URI is secure; its target loses header parameters and method")
    func target() throws {
        var invite = MachineSamples.request(.invite)
        invite.uri.scheme = "sips"
        invite.headers.contacts[0].uri.headers = "Subject=x"
        invite.headers.contacts[0].uri.parameters["method"] = .some("BYE")
        let dialog = try #require(Dialog(answering: invite, localTag: "b1"))
        #expect(dialog.isSecure)
        #expect(dialog.remoteTarget == MachineSamples.alice)
    }

    @Test("Dialog names are the same seen from a request and from the response to it")
    func names() {
        let invite = MachineSamples.request(.invite)
        #expect(DialogID(received: invite) == nil)
        let ours = DialogID(received: invite.response(200, toTag: "b1"))
        #expect(ours == DialogID(callID: "c1@client.example", localTag: "a1", remoteTag: "b1"))
        let bye = DialogID(received: MachineSamples.request(.bye, toTag: "b1"))
        #expect(bye == DialogID(callID: "c1@client.example", localTag: "b1", remoteTag: "a1"))
    }
}
