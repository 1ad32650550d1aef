import CallModel
import NightbellWire
import SIP
import SIPStack
import Testing

@Signalling
@Suite("The caller's leg on the wire (RFC 3261 §9, §13–15, RFC 5407)", .onSignalling)
struct CallerTests {
    /// T1 of 40 ms: 64·T1 are 2.56 s.
    nonisolated static let quick: @Sendable (inout StackSettings) -> Void = {
        $0.timers = TimerValues(t1: .milliseconds(40), t2: .milliseconds(160), t4: .milliseconds(200))
    }

    @Test("A CANCEL right behind the INVITE gets 200, the INVITE 487, and the record says abandoned before the answer")
    func cancelBeforeAnswer() async throws {
        try await Stage.with { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2", hears: false)
            let line = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            line.cancel()
            #expect(try await line.final().status == 487)
            let ok = try await stage.carrier.responses.take("200 to CANCEL") { $0.headers.cseq.method == .cancel }
            #expect(ok.status == 200)
            let record = try await stage.daemon.record()
            #expect(record.outcome == .abandoned(.beforeAnswer))
            #expect(record.times.answered == nil)
        }
    }

    @Test("A CANCEL that crosses the 200 gets 200 and has no effect: the greeting is heard, and BYE ends the call")
    func cancelCrossesAnswer() async throws {
        try await Stage.with { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2")
            let line = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            let answer = try await line.response(200)
            line.cancel()
            let ok = try await stage.carrier.responses.take("200 to CANCEL") { $0.headers.cseq.method == .cancel }
            #expect(ok.status == 200)
            line.acknowledge()
            try audio.take(answer.body)
            try await audio.hear(Marker.greeting, "the greeting")
            #expect(try await line.hangUp().status == 200)
            #expect(try await stage.daemon.record().outcome == .abandoned(.menu))
        }
    }

    @Test("An INVITE that comes 3 times makes 1 call")
    func repeatedInvite() async throws {
        try await Stage.with { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2", hears: false)
            let line = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            for _ in 1...2 { stage.carrier.send(line.invite, branch: line.invite.headers.via[0].branch) }
            try await line.answered()
            stage.carrier.send(line.invite, branch: line.invite.headers.via[0].branch)
            #expect(try await line.hangUp().status == 200)
            _ = try await stage.daemon.record()
            #expect(try await stage.daemon.records().count == 1)
            #expect(stage.daemon.calls == 0)
        }
    }

    @Test("The 200 is repeated until its ACK, and the call goes on as if nothing had been lost")
    func repeatedAnswer() async throws {
        try await Stage.with(adjust: Self.quick) { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2")
            let line = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            let answer = try await line.response(200)
            try await eventually("the 200 came 3 times") {
                stage.carrier.ladder.count { $0.hasPrefix("← SIP/2.0 200 OK CSeq: 1 INVITE") } >= 3
            }
            line.acknowledge()
            try audio.take(answer.body)
            try await audio.hear(Marker.greeting, "the greeting")
            #expect(try await line.hangUp().status == 200)
            #expect(try await stage.daemon.record().outcome == .abandoned(.menu))
            try await stage.daemon.quiet()
        }
    }

    @Test("A BYE before the ACK is answered with 200 and ends the call")
    func byeBeforeACK() async throws {
        try await Stage.with(adjust: Self.quick) { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2", hears: false)
            let line = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            try await line.response(200)
            #expect(try await line.hangUp().status == 200)
            #expect(try await stage.daemon.record().outcome == .abandoned(.beforeAnswer))
            try await stage.daemon.quiet()
        }
    }

    @Test("An ACK that never comes ends the call with BYE after 64·T1, and the record says that signalling was lost")
    func missingACK() async throws {
        try await Stage.with(adjust: Self.quick) { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2", hears: false)
            let line = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            try await line.response(200)
            try await line.next(.bye)
            #expect(try await stage.daemon.record().outcome == .failed(.signallingLost))
            try await stage.daemon.quiet()
        }
    }

    @Test("A number that is none of ours gets 404, and the record says which")
    func unknownNumber() async throws {
        try await Stage.with { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2", hears: false)
            let line = PeerCall.place(stage.carrier, to: "+16025550199", body: audio.description())
            #expect(try await line.final().status == 404)
            let record = try await stage.daemon.record()
            #expect(record.outcome == .refused(.unknownNumber))
            #expect(record.dialled == "+16025550199")
        }
    }

    @Test("An offer of G.729 alone gets 488")
    func noCommonCodec() async throws {
        try await Stage.with { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2", hears: false)
            let offer = audio.description(formats: [(18, "G729/8000")])
            let line = PeerCall.place(stage.carrier, to: "+16025550100", body: offer)
            #expect(try await line.final().status == 488)
            #expect(try await stage.daemon.record().outcome == .refused(.noCommonCodec))
            #expect(stage.daemon.openEndpoints == 0)
        }
    }

    @Test("An INVITE without an offer gets ours in the 200; the answer in the ACK opens the audio")
    func offerless() async throws {
        try await Stage.with { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2")
            let line = PeerCall.place(stage.carrier, to: "+16025550100", body: [])
            try audio.take(try await line.answered(with: audio.description()))
            try await audio.hear(Marker.greeting, "the greeting")
            #expect(try await line.hangUp().status == 200)
            #expect(try await stage.daemon.record().outcome == .abandoned(.menu))
        }
    }

    @Test("Hold is answered recvonly, and then nothing is sent; resume is answered sendrecv")
    func holdAndResume() async throws {
        try await Stage.with { stage in
            let (line, audio) = try await stage.call()
            let hold = try await line.reoffer(audio.description("sendonly"))
            #expect(hold.status == 200)
            #expect(String(decoding: hold.body, as: UTF8.self).contains("a=recvonly\r\n"))
            let resume = try await line.reoffer(audio.description("sendrecv"))
            #expect(resume.status == 200)
            #expect(String(decoding: resume.body, as: UTF8.self).contains("a=sendrecv\r\n"))
            audio.press("5")
            try await audio.hear(Marker.other, "that a provider is reached")
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("A session refresh with the same description is answered with the same description")
    func refresh() async throws {
        try await Stage.with { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2")
            let offer = audio.description()
            let line = PeerCall.place(
                stage.carrier, to: "+16025550100", body: offer,
                others: [HeaderField("Supported", "timer"), HeaderField("Session-Expires", "1800;refresher=uac")])
            let answer = try await line.response(200)
            line.acknowledge()
            #expect(answer.headers.first("Session-Expires") == "1800;refresher=uac")
            #expect(answer.headers.all("Require") == ["timer"])
            try audio.take(answer.body)
            try await audio.hear(Marker.greeting, "the greeting")
            let again = try await line.reoffer(offer)
            #expect(again.status == 200)
            #expect(again.body == answer.body)

            var update = line.request(.update)
            update.headers.others = [
                HeaderField("Supported", "timer"), HeaderField("Session-Expires", "1800;refresher=uac"),
            ]
            let updated = try await stage.carrier.ask(update)
            #expect(updated.status == 200)
            #expect(updated.body == [])
            #expect(updated.headers.first("Session-Expires") == "1800;refresher=uac")
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("A second re-INVITE without an offer is answered with an offer, whatever became of the first")
    func offerlessReinvite() async throws {
        try await Stage.with { stage in
            let (line, audio) = try await stage.call()
            for _ in 1...2 {
                // The ACK of `reoffer` has no answer in it, as that of a careless peer.
                let response = try await line.reoffer([])
                #expect(response.status == 200)
                #expect(!response.body.isEmpty)
            }
            let resumed = try await line.reoffer(audio.description())
            #expect(resumed.status == 200)
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("UPDATE with hold in it is answered recvonly")
    func update() async throws {
        try await Stage.with { stage in
            let (line, audio) = try await stage.call()
            let response = try await stage.carrier.ask(line.request(.update, body: audio.description("sendonly")))
            #expect(response.status == 200)
            #expect(String(decoding: response.body, as: UTF8.self).contains("a=recvonly\r\n"))
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("A key in SIP INFO counts as one that was pressed")
    func infoKey() async throws {
        try await Stage.with { stage in
            let phone = try await stage.phone("211")
            let (line, _) = try await stage.call()
            let info = line.request(
                .info, body: Array("Signal=5\r\nDuration=160\r\n".utf8), contentType: "application/dtmf-relay")
            #expect(try await stage.carrier.ask(info).status == 200)
            _ = try await PeerCall.incoming(phone)
            #expect(try await line.hangUp().status == 200)
        }
    }
}
