import CallModel
import Foundation
import NightbellWire
import SIP
import SIPStack
import Testing

@Signalling
@Suite("What a stranger, a careless peer and a scanner get (RFC 3261 §8.2)", .onSignalling)
struct GateTests {
    @Test("A stranger's INVITE, OPTIONS, MESSAGE, BYE, CANCEL and rubbish get no answer, and 4 are counted")
    func stranger() async throws {
        try await Stage.with { stage in
            let stranger = try await SIPPeer.open(on: "127.0.0.9", towards: stage.daemon.address)
            stranger.manners.repeats = false
            for method in [Method.invite, .options, .message, .cancel] {
                stranger.send(stranger.request(method, to: "+16025550100"))
            }
            var bye = stranger.request(.bye, to: "+16025550100")
            bye.headers.to.tag = "guessed"
            stranger.send(bye)
            stranger.send(raw: "INVITE sip:+16025550100@\(stage.daemon.address) SIP/2.0\r\nVia: broken\r\n\r\n")
            stranger.send(raw: "\0\u{1}\u{2}")
            // The socket is read in order: when this is answered, all of the above has been looked at.
            #expect(try await stage.carrier.ask(stage.carrier.request(.options, to: "nightbell")).status == 200)
            #expect(stranger.datagrams == 0)
            #expect(stage.daemon.stack.counters.unknownSource == 5)
            #expect(try await stage.daemon.records() == [])
        }
    }

    @Test("OPTIONS of a trunk gets 200 with Allow, Accept and Supported")
    func options() async throws {
        try await Stage.with { stage in
            let response = try await stage.carrier.ask(stage.carrier.request(.options, to: "nightbell"))
            #expect(response.status == 200)
            #expect(response.headers.lists("Allow", "INVITE"))
            #expect(response.headers.lists("Allow", "UPDATE"))
            #expect(response.headers.first("Accept") == "application/sdp")
            #expect(response.headers.lists("Supported", "timer"))
        }
    }

    @Test("A method that nobody knows gets 405 with Allow")
    func unknownMethod() async throws {
        try await Stage.with { stage in
            let response = try await stage.carrier.ask(stage.carrier.request(Method("PUBLISH"), to: "+16025550100"))
            #expect(response.status == 405)
            #expect(response.headers.lists("Allow", "INVITE"))
        }
    }

    @Test("Max-Forwards 0 gets 483")
    func noHopsLeft() async throws {
        try await Stage.with { stage in
            var invite = stage.carrier.request(.invite, to: "+16025550100")
            invite.headers.maxForwards = 0
            let response = try await stage.carrier.ask(invite)
            #expect(response.status == 483)
            #expect(try await stage.daemon.records() == [])
        }
    }

    @Test("The same INVITE by another way gets 482, and 1 call is made")
    func merged() async throws {
        try await Stage.with { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2", hears: false)
            let line = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            stage.carrier.send(line.invite)
            let merged = try await stage.carrier.responses.take("482") { $0.status == 482 }
            #expect(merged.headers.callID == line.callID)
            try await line.answered()
            #expect(try await line.hangUp().status == 200)
            _ = try await stage.daemon.record()
            #expect(try await stage.daemon.records().count == 1)
        }
    }

    @Test("A malformed request of a trunk gets 400 and is counted; requests in no dialog get 481")
    func malformed() async throws {
        try await Stage.with { stage in
            let via = "SIP/2.0/UDP \(stage.carrier.endpoint);branch=z9hG4bKbad"
            stage.carrier.send(
                raw: "INVITE sip:+16025550100@127.0.0.1 SIP/2.0\r\nVia: \(via)\r\nFrom: <sip:a@b>;tag=1\r\n"
                    + "To: <sip:c@d>\r\nCall-ID: bad\r\nCSeq: many INVITE\r\nContent-Length: 0\r\n\r\n")
            // It shows the CSeq as it came, so that it is no message to the peer either.
            let refusal = String(decoding: try await stage.carrier.noise.take("a refusal"), as: UTF8.self)
            #expect(refusal.hasPrefix("SIP/2.0 400 Bad CSeq\r\n"))
            #expect(stage.daemon.stack.counters.malformed == 1)

            var bye = stage.carrier.request(.bye, to: "+16025550100")
            bye.headers.to.tag = "gone"
            #expect(try await stage.carrier.ask(bye).status == 481)
            #expect(try await stage.carrier.ask(stage.carrier.request(.cancel, to: "+16025550100")).status == 481)
            #expect(stage.daemon.stack.counters.noDialog == 1)
        }
    }

    @Test("A phone's INVITE is challenged, and served once it has shown its password")
    func phoneCalls() async throws {
        try await Stage.with { stage in
            let phone = try await stage.phone("201")
            let audio = try await AudioPeer.open(on: "127.0.0.3")
            let account = PeerAccount(phone, user: "201", password: "night-201")
            let line = PeerCall.place(phone, to: "+16025550100", from: "201", body: audio.description())
            let challenge = try await line.response(401)
            line.retry(try #require(account.authorized(line.invite, challenge)))
            try audio.take(try await line.answered())
            try await audio.hear(Marker.greeting, "the greeting")
            #expect(try await line.hangUp().status == 200)
            #expect(try await stage.daemon.record().source == "phone 201")
        }
    }

    @Test(
        "No INVITE from outside makes us dial an outside number, however it is dressed",
        arguments: [
            "sip:+19005550123@ADDRESS", "tel:+19005550123", "sip:+19005550123@ADDRESS;user=phone",
            "sip:%2B19005550123@ADDRESS", "sip:+16025550100@ADDRESS;maddr=127.0.0.2",
            "sip:+19005550123%00@ADDRESS", "sip:011900555012@ADDRESS", "sip:911@ADDRESS",
            "sip:+16025550100;postd=pp9005550123@ADDRESS",
        ])
    func tollFraud(uri: String) async throws {
        try await Stage.with { stage in
            let audio = try await AudioPeer.open(on: "127.0.0.2", hears: false)
            var invite = stage.carrier.request(.invite, to: "x", body: audio.description())
            let text = uri.replacingOccurrences(of: "ADDRESS", with: "\(stage.daemon.address)")
            invite.uri = try #require(SIPURI(parsing: text))
            invite.headers.to = NameAddress(uri: invite.uri)
            invite.headers.to.uri.headers = nil
            invite.headers.others = [
                HeaderField("Diversion", "<sip:+19005550123@127.0.0.2>"), HeaderField("Refer-To", "<tel:+19005550123>"),
                HeaderField("P-Asserted-Identity", "<sip:+19005550123@127.0.0.2>"),
            ]
            invite.headers.route = [
                NameAddress(
                    uri: SIPURI(
                        host: "127.0.0.2", port: stage.carrier.endpoint.port, parameters: Parameters([.init("lr", nil)])
                    ))
            ]
            let line = PeerCall.place(stage.carrier, invite)
            let response = try await line.final()
            if response.status == 200 {
                line.acknowledge()
                #expect(try await line.hangUp().status == 200)
            }
            let record = try await stage.daemon.record()
            #expect(record.attempts == [])
            #expect(record.legs.count == 1)
            #expect(!stage.carrier.requests.unread.contains { $0.method == .invite })
        }
    }
}
