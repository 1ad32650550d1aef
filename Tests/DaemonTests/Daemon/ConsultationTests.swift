import CallModel
import Daemon
import NightbellWire
import SIP
import SIPStack
import Testing

@Signalling
@Suite("One phone calls another, and gives it a caller (RFC 3891, RFC 5589 §7)", .onSignalling)
struct ConsultationTests {
    /// The phone `user` calls an extension, and shows its password.
    static func place(
        _ peer: SIPPeer, _ user: String, to called: String, _ body: [UInt8], others: [HeaderField] = []
    ) async throws -> PeerCall {
        let account = PeerAccount(peer, user: user, password: "night-\(user)")
        let call = PeerCall.place(peer, to: called, from: user, body: body, others: others)
        let challenge = try await call.response(401)
        call.retry(try #require(account.authorized(call.invite, challenge)))
        return call
    }

    /// Replaces as a phone writes it into Refer-To: the dialog as the one sees it to whom it is sent.
    private static func target(_ user: String, replacing call: PeerCall) -> String {
        let replaced =
            "\(call.callID)%3Bto-tag%3D\(call.remote.tag ?? "")%3Bfrom-tag%3D\(call.local.tag ?? "")"
        return "<sip:\(user)@clinic.test?Replaces=\(replaced)>"
    }

    @Test("201 calls 212: it is shown 201, answers, and both talk; BYE of one ends the other, and there is a record")
    func extensions() async throws {
        try await Stage.with { stage in
            let desk = try await stage.phone("201")
            let room = try await stage.phone("212")
            let audio = try await AudioPeer.open(on: "127.0.0.3")
            let call = try await Self.place(desk, "201", to: "212", audio.description())
            let rung = try await PeerCall.incoming(room)
            #expect(rung.invite.headers.from.uri.user == "201")
            let roomAudio = try await AudioPeer.open(on: "127.0.0.3")
            rung.ring()
            try await call.response(180)
            rung.answer(roomAudio.description())
            try roomAudio.take(rung.invite.body)
            try await rung.acknowledged()
            try audio.take(try await call.answered())
            try await eventually("both hear each other: \(audio.frames) \(roomAudio.frames)") {
                audio.speak(Marker.caller, frames: 1)
                roomAudio.speak(Marker.provider, frames: 1)
                return audio.frames[Marker.provider] != nil && roomAudio.frames[Marker.caller] != nil
            }
            #expect(try await call.hangUp().status == 200)
            try await rung.next(.bye)
            let record = try await stage.daemon.record()
            #expect(record.dialled == "212" && record.source == "phone 201")
            #expect(record.outcome == .reachedHuman(nil))
            #expect(record.attempts.map(\.device) == ["phone 212"])
            try await eventually("nothing is left") {
                stage.daemon.calls == 0 && stage.daemon.openEndpoints == 0
            }
        }
    }

    @Test("A phone that requires 100rel gets a reliable 180, and the answer after its PRACK")
    func reliableProgress() async throws {
        try await Stage.with(adjust: CallerTests.quick) { stage in
            let desk = try await stage.phone("201")
            let room = try await stage.phone("212")
            let audio = try await AudioPeer.open(on: "127.0.0.3")
            let call = try await Self.place(
                desk, "201", to: "212", audio.description(),
                others: [HeaderField("Require", "100rel"), HeaderField("Supported", "100rel")])
            let rung = try await PeerCall.incoming(room)
            let ringing = try await call.response(180)
            #expect(ringing.headers.lists("Require", "100rel"))
            let number = try #require(ringing.headers.first("RSeq"))
            var prack = call.request(.prack)
            prack.headers.others = [HeaderField("RAck", "\(number) \(call.invite.headers.cseq.number) INVITE")]
            #expect(try await desk.ask(prack).status == 200)
            rung.answer(try await AudioPeer.open(on: "127.0.0.3").description())
            try await rung.acknowledged()
            try await call.answered()
            #expect(try await call.hangUp().status == 200)
            try await rung.next(.bye)
            try await stage.daemon.quiet()
        }
    }

    @Test("An extension that is busy is 486, one that is not registered 480, one's own 486, and none 404")
    func refused() async throws {
        try await Stage.with { stage in
            let desk = try await stage.phone("201")
            let room = try await stage.phone("212")
            let audio = try await AudioPeer.open(on: "127.0.0.3")
            let busy = try await Self.place(desk, "201", to: "212", audio.description())
            try await PeerCall.incoming(room).refuse(486)
            #expect(try await busy.final().status == 486)
            for (called, status) in [("211", 480), ("201", 486), ("999", 404), ("911", 404)] {
                let call = try await Self.place(desk, "201", to: called, audio.description())
                #expect(try await call.final().status == status, "\(called)")
            }
        }
    }

    @Test("The trunk cannot call an extension: 404, and nothing rings")
    func trunk() async throws {
        try await Stage.with { stage in
            let room = try await stage.phone("212")
            let audio = try await AudioPeer.open(on: "127.0.0.2")
            let call = PeerCall.place(stage.carrier, to: "212", body: audio.description())
            #expect(try await call.final().status == 404)
            #expect(!room.ladder.contains { $0.contains("INVITE") })
        }
    }

    @Test("201 holds the caller, asks 212, and joins the two: both lines of 201 are over, and caller and 212 talk")
    func attended() async throws {
        try await Stage.with { stage in
            let room = try await stage.phone("212")
            let (line, caller, call, desk) = try await BridgeTests.talk(stage)
            #expect(try await call.reoffer(desk.description("sendonly")).status == 200)
            let audio = try await AudioPeer.open(on: "127.0.0.3")
            let second = try await Self.place(call.peer, "201", to: "212", audio.description())
            let rung = try await PeerCall.incoming(room)
            let roomAudio = try await AudioPeer.open(on: "127.0.0.3")
            rung.answer(roomAudio.description())
            try roomAudio.take(rung.invite.body)
            try await rung.acknowledged()
            try audio.take(try await second.answered())
            try await eventually("the phones talk: \(stage.daemon.stages)") {
                stage.daemon.stages.sorted() == ["on hold at Front desk", "with Dr. Baker's desk"]
            }
            let target = Self.target("212", replacing: second)
            #expect(try await TransferTests.refer(call, to: target).status == 202)
            #expect(try await TransferTests.told(call).last == "SIP/2.0 200 OK terminated")
            try await second.next(.bye)
            #expect(try await call.hangUp().status == 200)
            try await eventually("both hear each other: \(caller.frames) \(roomAudio.frames)") {
                caller.speak(Marker.caller, frames: 1)
                roomAudio.speak(Marker.provider, frames: 1)
                return caller.frames[Marker.provider] != nil && roomAudio.frames[Marker.caller] != nil
            }
            #expect(try await line.hangUp().status == 200)
            try await rung.next(.bye)
            try await eventually("two records") { try await stage.daemon.records().count == 2 }
            let night = try #require(try await stage.daemon.records().first { $0.source == "carrier" })
            #expect(night.attempts.map(\.device) == ["phone 201", "phone 212"])
            #expect(night.legs.map(\.party) == ["caller", "phone 201", "phone 212"])
            try await eventually("nothing is left") {
                stage.daemon.calls == 0 && stage.daemon.openEndpoints == 0
            }
        }
    }

    @Test(
        "201 gives the caller to 212, which rings still: it does not ring anew, and talks with the caller after key 1")
    func ringing() async throws {
        try await Stage.with { stage in
            let room = try await stage.phone("212")
            let (line, caller, call, desk) = try await BridgeTests.talk(stage)
            #expect(try await call.reoffer(desk.description("sendonly")).status == 200)
            let audio = try await AudioPeer.open(on: "127.0.0.3")
            let second = try await Self.place(call.peer, "201", to: "212", audio.description())
            let rung = try await PeerCall.incoming(room)
            rung.ring()
            try await second.response(180)
            let target = Self.target("212", replacing: second)
            #expect(try await TransferTests.refer(call, to: target).status == 202)
            #expect(try await second.final().status == 480)
            second.acknowledge()
            let roomAudio = try await RingTests.answer(rung, press: "1")
            #expect(try await TransferTests.told(call).last == "SIP/2.0 200 OK terminated")
            #expect(try await call.hangUp().status == 200)
            try await eventually("both hear each other: \(caller.frames) \(roomAudio.frames)") {
                caller.speak(Marker.caller, frames: 1)
                roomAudio.speak(Marker.provider, frames: 1)
                return caller.frames[Marker.provider] != nil && roomAudio.frames[Marker.caller] != nil
            }
            #expect(room.ladder.count { $0.contains("INVITE sip:") } <= 1)
            #expect(try await line.hangUp().status == 200)
            try await rung.next(.bye)
            try await eventually("two records") { try await stage.daemon.records().count == 2 }
            try await eventually("nothing is left") {
                stage.daemon.calls == 0 && stage.daemon.openEndpoints == 0
            }
        }
    }

    @Test("201 asks whom the clinic's number leads to, and gives them the caller: both lines of 201 are over")
    func throughNumber() async throws {
        try await Stage.with { stage in
            let adams = try await stage.phone("211")
            let (line, caller, call, desk) = try await BridgeTests.talk(stage)
            #expect(try await call.reoffer(desk.description("sendonly")).status == 200)
            let audio = try await AudioPeer.open(on: "127.0.0.3")
            let second = try await Self.place(call.peer, "201", to: "+16025550100", audio.description())
            try audio.take(try await second.answered())
            try await audio.hear(Marker.greeting, "the greeting")
            audio.press("5")
            let rung = try await PeerCall.incoming(adams)
            let adamsAudio = try await RingTests.answer(rung, press: "1")
            try await eventually("201 and 211 talk: \(stage.daemon.stages)") {
                stage.daemon.stages.contains("with Dr. Adams")
            }
            #expect(try await TransferTests.refer(call, to: Self.target("100", replacing: second)).status == 202)
            #expect(try await TransferTests.told(call).last == "SIP/2.0 200 OK terminated")
            try await second.next(.bye)
            #expect(try await call.hangUp().status == 200)
            try await eventually("both hear each other: \(caller.frames) \(adamsAudio.frames)") {
                caller.speak(Marker.caller, frames: 1)
                adamsAudio.speak(Marker.provider, frames: 1)
                return caller.frames[Marker.provider] != nil && adamsAudio.frames[Marker.caller] != nil
            }
            #expect(try await line.hangUp().status == 200)
            try await rung.next(.bye)
            try await eventually("two records") { try await stage.daemon.records().count == 2 }
            let night = try #require(try await stage.daemon.records().first { $0.source == "carrier" })
            #expect(night.attempts.map(\.device) == ["phone 201", "phone 211"])
            #expect(try await stage.daemon.obligations().isEmpty)
            try await eventually("nothing is left") {
                stage.daemon.calls == 0 && stage.daemon.openEndpoints == 0
            }
        }
    }

    @Test("Another phone's line, a line that is over, and the line itself, named in Replaces: 403, and all talk on")
    func stolen() async throws {
        try await Stage.with { stage in
            let (line, caller, call, desk) = try await BridgeTests.talk(stage)
            let room = try await SIPPeer.open(on: "127.0.0.5", towards: stage.daemon.address)
            #expect(try await PeerAccount(room, user: "212", password: "night-212").register().status == 200)
            let adams = try await stage.phone("211")
            let audio = try await AudioPeer.open(on: "127.0.0.5")
            let theirs = try await Self.place(room, "212", to: "211", audio.description())
            let rung = try await PeerCall.incoming(adams)
            let adamsAudio = try await AudioPeer.open(on: "127.0.0.3")
            rung.answer(adamsAudio.description())
            try await rung.acknowledged()
            try await theirs.answered()
            for other in [theirs, rung, call, line] {
                let target = Self.target("212", replacing: other)
                #expect(try await TransferTests.refer(call, to: target).status == 403)
            }
            try await eventually("the two talk on") {
                caller.speak(Marker.caller, frames: 1)
                desk.speak(Marker.provider, frames: 1)
                return caller.frames[Marker.provider] != nil && desk.frames[Marker.caller] != nil
            }
            #expect(try await theirs.hangUp().status == 200)
            #expect(try await line.hangUp().status == 200)
        }
    }
}
