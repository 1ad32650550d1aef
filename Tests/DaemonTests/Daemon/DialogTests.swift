import CallModel
import NightbellWire
import SIP
import SIPStack
import Testing

@Signalling
@Suite("Dialogs of careful, old and hostile peers (RFC 3261 §12, §16.12; RFC 3262; RFC 4028)", .onSignalling)
struct DialogTests {
    @Test("A stranger who knows the dialog's names can end it neither with BYE nor with re-INVITE or INFO")
    func hijack() async throws {
        try await Stage.with { stage in
            let (line, audio) = try await stage.call()
            let stranger = try await SIPPeer.open(on: "127.0.0.9", towards: stage.daemon.address)
            stranger.manners.repeats = false
            for method in [Method.bye, .info, .invite, .update] { stranger.send(line.request(method)) }
            #expect(try await stage.carrier.ask(line.request(.options)).status == 200)
            #expect(stranger.datagrams == 0)
            #expect(stage.daemon.calls == 1)
            audio.press("5")
            try await audio.hear(Marker.other, "that a provider is reached")
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("Proxies that recorded their route get our BYE, the last one first, with the caller's Contact as target")
    func recordRoute() async throws {
        try await Stage.with { stage in
            let edge = try await SIPPeer.open(on: "127.0.0.2", towards: stage.daemon.address)
            let audio = try await AudioPeer.open(on: "127.0.0.2")
            var invite = stage.carrier.request(.invite, to: "+16025550100", body: audio.description())
            invite.headers.recordRoute = [edge.endpoint, stage.carrier.endpoint].map {
                NameAddress(
                    uri: SIPURI(host: $0.host, port: $0.port, parameters: Parameters([.init("lr", nil)])))
            }
            let line = PeerCall.place(stage.carrier, invite)
            let answer = try await line.response(200)
            #expect(answer.headers.recordRoute == invite.headers.recordRoute)
            line.acknowledge()
            try audio.take(answer.body)
            // A wrong key again and again is one way to be hung up; leaving a number is the shorter one.
            try await audio.hear(Marker.greeting, "the greeting")
            audio.press("2")
            try await audio.hear(Marker.other, "the number")
            audio.press("1")
            let bye = try await edge.next(.bye)
            #expect(bye.headers.route == invite.headers.recordRoute)
            #expect(bye.uri.port == stage.carrier.endpoint.port)
            _ = try await stage.daemon.record()
        }
    }

    @Test("An extension that nobody knows gets 420, an interval of 60 s gets 422 with Min-SE 90")
    func refusedByRules() async throws {
        try await Stage.with { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2", hears: false)
            let strange = PeerCall.place(
                stage.carrier, to: "+16025550100", body: audio.description(),
                others: [HeaderField("Require", "teleport")])
            let unknown = try await strange.final()
            #expect(unknown.status == 420)
            #expect(unknown.headers.first("Unsupported") == "teleport")
            let brief = PeerCall.place(
                stage.carrier, to: "+16025550100", body: audio.description(),
                others: [HeaderField("Supported", "timer"), HeaderField("Session-Expires", "60")])
            let tooBrief = try await brief.final()
            #expect(tooBrief.status == 422)
            #expect(tooBrief.headers.first("Min-SE") == "90")
            for _ in 1...2 { _ = try await stage.daemon.ended.take("the end of a call") }
            try await eventually("nothing runs") { stage.daemon.calls == 0 && stage.daemon.openEndpoints == 0 }
        }
    }

    @Test("An offer inside a multipart body is found")
    func multipart() async throws {
        try await Stage.with { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2")
            let offer = String(decoding: audio.description(), as: UTF8.self)
            let body =
                "--cut\r\nContent-Type: application/isup;version=x\r\n\r\n\u{1}\u{2}\r\n"
                + "--cut\r\nContent-Type: application/sdp\r\n\r\n\(offer)\r\n--cut--\r\n"
            var invite = stage.carrier.request(.invite, to: "+16025550100", body: Array(body.utf8))
            invite.headers.contentTypeText = "multipart/mixed;boundary=cut"
            let line = PeerCall.place(stage.carrier, invite)
            try audio.take(try await line.answered())
            try await audio.hear(Marker.greeting, "the greeting")
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("Inside a dialog OPTIONS gets 200, REFER and a method that nobody knows 405, an old CSeq 500")
    func inDialog() async throws {
        try await Stage.with { stage in
            let (line, _) = try await stage.call()
            #expect(try await stage.carrier.ask(line.request(.options)).status == 200)
            #expect(try await stage.carrier.ask(line.request(.refer)).status == 405)
            #expect(try await stage.carrier.ask(line.request(Method("PUBLISH"))).status == 405)
            var old = line.request(.info)
            old.headers.cseq.number = 1
            old.headers.callID = line.callID
            #expect(try await stage.carrier.ask(old).status == 500)
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("Both sides say BYE at once: each gets its 200, and 1 record is written")
    func crossingByes() async throws {
        try await Stage.with { stage in
            let phone = try await stage.phone("201")
            let (line, audio) = try await stage.call()
            audio.press("1")
            let call = try await PeerCall.incoming(phone)
            let ear = try await AudioPeer.open(on: "127.0.0.3")
            call.answer(ear.description())
            try await call.acknowledged()
            try await stage.connected()
            phone.manners.answersBye = false
            #expect(try await line.hangUp().status == 200)
            let theirs = try await call.next(.bye)
            #expect(try await call.hangUp().status == 200)
            phone.respond(200, to: theirs)
            #expect(try await stage.daemon.record().outcome == .reachedHuman(nil))
            #expect(try await stage.daemon.records().count == 1)
        }
    }

    @Test("A response goes to the port of a Via without rport, at the address that the request came from")
    func withoutRport() async throws {
        try await Stage.with { stage in
            let sender = try await WireSocket.bind(on: "127.0.0.2")
            let (host, port) = (stage.carrier.endpoint.host, stage.carrier.endpoint.port)
            let text =
                "OPTIONS sip:nightbell@\(stage.daemon.address) SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP \(host):\(port);branch=z9hG4bKold\r\nMax-Forwards: 70\r\n"
                + "From: <sip:a@\(host)>;tag=1\r\nTo: <sip:nightbell@\(host)>\r\nCall-ID: old\r\n"
                + "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
            sender.send(Array(text.utf8), to: stage.daemon.address)
            let response = try await stage.carrier.responses.take("the response") { $0.headers.callID == "old" }
            #expect(response.status == 200)
        }
    }
}
