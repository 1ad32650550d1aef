import SIP
import Testing

@Suite("RFC 3261 §7, §8.2.6: writing and answering messages")
struct SIPMessageTests {
    private var invite: SIPRequest {
        var headers = Headers(
            via: [
                Via(
                    transport: "UDP", host: "192.0.2.1", port: 5060,
                    parameters: Parameters([.init("branch", "z9hG4bK1")])),
                Via(transport: "TCP", host: "2001:db8::1"),
            ],
            from: NameAddress(
                displayName: "Bell", uri: SIPURI(user: "+12025550100", host: "example.net"),
                parameters: Parameters([.init("tag", "f1")])),
            to: NameAddress(uri: SIPURI(user: "clinic", host: "example.com")), callID: "c1@192.0.2.1",
            cseq: CSeq(1, .invite), contacts: [NameAddress(uri: SIPURI(host: "192.0.2.1"))],
            recordRoute: [NameAddress(uri: SIPURI(host: "p1", parameters: Parameters([.init("lr", nil)])))],
            maxForwards: 70, contentType: "application/sdp",
            others: [HeaderField("Timestamp", "54"), HeaderField("Supported", "timer")])
        headers.route = [NameAddress(uri: SIPURI(host: "edge", parameters: Parameters([.init("lr", nil)])))]
        return SIPRequest(
            method: .invite, uri: SIPURI(user: "clinic", host: "example.com"), headers: headers, body: Array("v=0".utf8)
        )
    }

    @Test("A request is written with long names, CRLF and a Content-Length of 3")
    func request() {
        let wanted = [
            "INVITE sip:clinic@example.com SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1",
            "Via: SIP/2.0/TCP [2001:db8::1]", "Route: <sip:edge;lr>", "Record-Route: <sip:p1;lr>", "Max-Forwards: 70",
            "From: \"Bell\" <sip:+12025550100@example.net>;tag=f1", "To: <sip:clinic@example.com>",
            "Call-ID: c1@192.0.2.1", "CSeq: 1 INVITE", "Contact: <sip:192.0.2.1>", "Timestamp: 54", "Supported: timer",
            "Content-Type: application/sdp", "Content-Length: 3", "", "v=0",
        ]
        #expect(String(decoding: invite.serialized(), as: UTF8.self) == wanted.joined(separator: "\r\n"))
        #expect(SIPMessage.request(invite).serialized() == invite.serialized())
    }

    @Test("Values of 1 to 3,000 bytes are written whole, whichever of them the buffer has to grow for")
    func longValues() {
        for length in [1, 500, 700, 704, 705, 1_400, 3_000] {
            var request = invite
            let long = String(repeating: "x", count: length)
            request.headers.callID = long
            request.headers.others = [HeaderField("Subject", long)]
            let lines = String(decoding: request.serialized(), as: UTF8.self).split(separator: "\r\n")
            #expect(lines.contains("Call-ID: \(long)"))
            #expect(lines.contains("Subject: \(long)"))
            #expect(lines.last == "v=0")
        }
    }

    @Test("Numbers are written in decimal: 0, 9, 10 and 4,294,967,295")
    func numbers() {
        for (number, wanted) in [(0, "0"), (9, "9"), (10, "10"), (4_294_967_295, "4294967295")] as [(UInt32, String)] {
            var request = invite
            request.headers.cseq = CSeq(number, .invite)
            #expect(String(decoding: request.serialized(), as: UTF8.self).contains("\r\nCSeq: \(wanted) INVITE\r\n"))
        }
    }

    @Test("A 180 copies Via, From, To with a tag, Call-ID, CSeq and Record-Route, and nothing else")
    func ringing() {
        let wanted = [
            "SIP/2.0 180 Ringing", "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1", "Via: SIP/2.0/TCP [2001:db8::1]",
            "Record-Route: <sip:p1;lr>", "From: \"Bell\" <sip:+12025550100@example.net>;tag=f1",
            "To: <sip:clinic@example.com>;tag=t1", "Call-ID: c1@192.0.2.1", "CSeq: 1 INVITE", "Content-Length: 0", "",
            "",
        ]
        let response = invite.response(180, toTag: "t1")
        #expect(String(decoding: response.serialized(), as: UTF8.self) == wanted.joined(separator: "\r\n"))
    }

    @Test("A 100 has no tag of ours but the Timestamp; a 486 has no Record-Route; a tag that is there stays")
    func otherAnswers() {
        let trying = invite.response(100, toTag: "t1")
        #expect(trying.headers.to.tag == nil && trying.headers.first("timestamp") == "54")
        #expect(trying.headers.recordRoute.isEmpty)
        let busy = invite.response(486, reason: "Busy", toTag: "t1")
        #expect(busy.headers.recordRoute.isEmpty && busy.headers.others.isEmpty && busy.reason == "Busy")
        var inDialog = invite
        inDialog.headers.to.tag = "old"
        #expect(inDialog.response(200, toTag: "t1").headers.to.tag == "old")
        inDialog.method = .bye
        #expect(inDialog.response(200).headers.recordRoute.isEmpty)
    }

    @Test("Statuses have their usual phrases; an unknown one that of its class")
    func reasons() {
        #expect(
            [100, 183, 200, 302, 401, 487, 503, 606].map(SIPResponse.reason) == [
                "Trying", "Session Progress", "OK", "Moved Temporarily", "Unauthorized", "Request Terminated",
                "Service Unavailable", "Not Acceptable",
            ])
        #expect(SIPResponse.reason(499) == "Bad Request")
    }

    @Test("No value can begin another line: header injection is refused in 7 places")
    func injection() {
        let evil = "x\r\nX-Evil: y"
        var request = invite
        request.method = Method(evil)
        request.headers.callID = evil
        request.headers.cseq.method = Method(evil)
        request.headers.contentType = evil
        request.headers.from.displayName = evil
        request.headers.to.tag = evil
        request.headers.others = [
            HeaderField("Subject", evil), HeaderField(evil, "z"), HeaderField("Content-Length", "7"),
        ]
        let text = String(decoding: request.serialized(), as: UTF8.self)
        #expect(!text.contains("\r\nX-Evil"))
        #expect(text.hasPrefix("xX-Evily sip:clinic@example.com SIP/2.0\r\n"))
        #expect(
            text.contains("\r\nSubject: x  X-Evil: y\r\nContent-Type: x  X-Evil: y\r\nContent-Length: 3\r\n\r\nv=0"))
        var response = request.response(200, reason: evil)
        response.status = 7_000
        #expect(String(decoding: response.serialized(), as: UTF8.self).hasPrefix("SIP/2.0 699 x  X-Evil: y\r\n"))
    }

    @Test("Content-Type is read without parameters and in lower case")
    func contentType() {
        var headers = invite.headers
        headers.contentTypeText = "Application/SDP ; charset=utf-8"
        #expect(headers.contentType == "application/sdp")
        headers.contentType = nil
        #expect(headers.contentTypeText == nil)
    }
}
