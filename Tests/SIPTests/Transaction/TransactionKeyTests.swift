import SIP
import Testing

@Suite("Transaction keys, RFC 3261 §17.1.3, §17.2.3, §8.2.2.2")
struct TransactionKeyTests {
    @Test("A response belongs to the request of its top branch and CSeq method")
    func client() {
        let invite = MachineSamples.request(.invite)
        #expect(TransactionKey.client(invite) == TransactionKey.client(invite.response(180, toTag: "b1")))
        let cancel = SIPRequest.cancel(invite)
        #expect(TransactionKey.client(cancel) == TransactionKey.client(cancel.response(200)))
        #expect(TransactionKey.client(cancel) != TransactionKey.client(invite))
        #expect(TransactionKey.client(MachineSamples.request(.invite, branch: nil)) == nil)
    }

    @Test("An ACK with the branch of its INVITE belongs to it, one with another branch does not")
    func ack() {
        let invite = MachineSamples.request(.invite)
        #expect(TransactionKey.server(MachineSamples.request(.ack, toTag: "b1")) == TransactionKey.server(invite))
        let other = MachineSamples.request(.ack, branch: "z9hG4bK-2", toTag: "b1")
        #expect(TransactionKey.server(other) != TransactionKey.server(invite))
    }

    @Test("A CANCEL is a transaction of its own and names the INVITE that it cancels")
    func cancel() {
        let invite = MachineSamples.request(.invite)
        let cancel = MachineSamples.request(.cancel)
        #expect(TransactionKey.server(cancel) != TransactionKey.server(invite))
        #expect(TransactionKey.invite(cancelledBy: cancel) == TransactionKey.server(invite))
    }

    @Test("The same branch from another sent-by host or port is another transaction")
    func sentBy() {
        let invite = MachineSamples.request(.invite)
        var host = invite
        host.headers.via[0].host = "other.example"
        var port = invite
        port.headers.via[0].port = 5080
        #expect(TransactionKey.server(host) != TransactionKey.server(invite))
        #expect(TransactionKey.server(port) != TransactionKey.server(invite))
    }

    @Test("A peer of RFC 2543 is matched by Call-ID, CSeq, From tag, Request-URI and Via; its ACK has a To tag more")
    func withoutCookie() {
        let invite = MachineSamples.request(.invite, branch: "1")
        var again = invite
        again.headers.via[0].parameters["received"] = .some("192.0.2.9")
        #expect(TransactionKey.server(again) == TransactionKey.server(invite))
        let ack = MachineSamples.request(.ack, branch: "1", toTag: "b1")
        #expect(TransactionKey.server(ack) == TransactionKey.server(invite))
        var otherCall = invite
        otherCall.headers.callID = "c2@client.example"
        var otherTag = invite
        otherTag.headers.from.tag = "a2"
        var otherURI = invite
        otherURI.uri = MachineSamples.alice
        var otherNumber = invite
        otherNumber.headers.cseq.number = 2
        for other in [otherCall, otherTag, otherURI, otherNumber] {
            #expect(TransactionKey.server(other) != TransactionKey.server(invite))
        }
        let withoutVia = MachineSamples.request(.invite, branch: nil)
        #expect(TransactionKey.server(withoutVia) == TransactionKey.server(withoutVia))
    }

    @Test("The same request by two ways has two keys and one merged-request key; within a dialog it has none")
    func merged() {
        let one = MachineSamples.request(.invite, branch: "z9hG4bK-1")
        let two = MachineSamples.request(.invite, branch: "z9hG4bK-2")
        #expect(TransactionKey.server(one) != TransactionKey.server(two))
        #expect(MergedRequestKey(one) != nil)
        #expect(MergedRequestKey(one) == MergedRequestKey(two))
        #expect(MergedRequestKey(MachineSamples.request(.invite, toTag: "b1")) == nil)
        #expect(MergedRequestKey(MachineSamples.request(.cancel)) == nil)
    }

    @Test("Timer values: 64·T1 is 32 s, E reaches T2 after 3.5 s; values are held between 1 ms and an hour")
    func timerValues() {
        let values = TimerValues()
        #expect(values.transactionTimeout == .seconds(32))
        #expect(values.timerEReachesT2 == .milliseconds(3500))
        let short = TimerValues(t1: .milliseconds(100), t2: .milliseconds(400), t4: .zero)
        #expect(short.transactionTimeout == .milliseconds(6400))
        #expect(short.timerEReachesT2 == .milliseconds(300))
        #expect(short.t4 == .milliseconds(1))
    }
}
