import CallModel
import Daemon
import NightbellWire
import SIP
import SIPStack
import Testing

@Signalling
@Suite("A phone holds, and passes the caller on (RFC 3515, RFC 5589 §6)", .onSignalling)
struct TransferTests {
    /// A REFER of this phone, sent; its final response.
    static func refer(_ call: PeerCall, to target: String, others: [HeaderField] = []) async throws -> SIPResponse {
        var request = call.request(.refer)
        request.headers.others = [HeaderField("Refer-To", target)] + others
        return try await call.peer.ask(request)
    }

    /// Answers the next NOTIFY of this call.
    ///
    /// - Returns: its body's first line, and whether the subscription goes on.
    @discardableResult
    static func notified(_ call: PeerCall) async throws -> String {
        let notify = try await call.next(.notify)
        call.peer.respond(200, to: notify)
        #expect(notify.headers.first("Event")?.hasPrefix("refer") == true)
        #expect(notify.headers.contentType == "message/sipfrag")
        let state = notify.headers.first("Subscription-State")?.prefix { $0 != ";" } ?? ""
        return "\(String(decoding: notify.body, as: UTF8.self).prefix { $0 != "\r\n" }) \(state)"
    }

    /// What it is told until the subscription ends.
    static func told(_ call: PeerCall) async throws -> [String] {
        var told: [String] = []
        while told.last?.hasSuffix("terminated") != true { told.append(try await notified(call)) }
        return told
    }

    private static func bothHeard(_ one: AudioPeer, _ other: AudioPeer, _ what: String) async throws {
        let (before, beforeOther) = (one.frames[Marker.provider, default: 0], other.frames[Marker.caller, default: 0])
        try await eventually("\(what): \(one.frames) \(other.frames)") {
            one.speak(Marker.caller, frames: 1)
            other.speak(Marker.provider, frames: 1)
            return one.frames[Marker.provider, default: 0] > before
                && other.frames[Marker.caller, default: 0] > beforeOther
        }
    }

    @Test("The desk holds: the caller hears music, and the desk nothing; after it both hear each other")
    func music() async throws {
        try await Stage.with { stage in
            let (line, caller, call, desk) = try await BridgeTests.talk(stage)
            try await Self.bothHeard(caller, desk, "before")
            #expect(try await call.reoffer(desk.description("sendonly")).status == 200)
            try await eventually("the stage: \(stage.daemon.stages)") {
                stage.daemon.stages == ["on hold at Front desk"]
            }
            let (heard, said) = (caller.packets, caller.frames[Marker.provider, default: 0])
            try await eventually("music: \(caller.packets)") {
                desk.speak(Marker.provider, frames: 1)
                return caller.packets > heard + 20
            }
            #expect(caller.frames[Marker.provider, default: 0] <= said + 1, "one packet may have been under way")
            #expect(try await call.reoffer(desk.description()).status == 200)
            try await Self.bothHeard(caller, desk, "after")
            #expect(stage.daemon.stages == ["with Front desk"])
            #expect(try await line.hangUp().status == 200)
            try await call.next(.bye)
        }
    }

    @Test("Blind: 202, NOTIFY 100, 180 and 200; 212 must press 1; then caller and 212 talk, and 201's BYE gets 200")
    func blind() async throws {
        try await Stage.with { stage in
            let room = try await stage.phone("212")
            let (line, caller, call, desk) = try await BridgeTests.talk(stage)
            try await Self.bothHeard(caller, desk, "before")
            #expect(try await call.reoffer(desk.description("sendonly")).status == 200)
            let answer = try await Self.refer(
                call, to: "<sip:212@clinic.test>", others: [HeaderField("Referred-By", "<sip:201@clinic.test>")])
            #expect(answer.status == 202)
            #expect(answer.headers.contacts.count == 1)
            #expect(try await Self.notified(call) == "SIP/2.0 100 Trying active")
            let next = try await PeerCall.incoming(room)
            #expect(try await Self.notified(call) == "SIP/2.0 180 Ringing active")
            let roomAudio = try await RingTests.answer(next, press: "1")
            #expect(try await Self.notified(call) == "SIP/2.0 200 OK terminated")
            #expect(try await call.hangUp().status == 200)
            try await Self.bothHeard(caller, roomAudio, "after")
            #expect(try await line.hangUp().status == 200)
            try await next.next(.bye)
            let record = try await stage.daemon.record()
            #expect(record.attempts.map(\.device) == ["phone 201", "phone 212"])
            #expect(record.attempts.map(\.result) == [.accepted, .accepted])
            #expect(record.legs.map(\.party) == ["caller", "phone 201", "phone 212"])
            #expect(record.legs.map(\.ending)[1] == "hung up by the far side")
            try await eventually("nothing is left") {
                stage.daemon.calls == 0 && stage.daemon.openEndpoints == 0
            }
        }
    }

    @Test("A phone that does not hang up by itself after NOTIFY 200 gets BYE")
    func hungUp() async throws {
        try await Stage.with { stage in
            let room = try await stage.phone("212")
            let (line, _, call, _) = try await BridgeTests.talk(stage)
            #expect(try await Self.refer(call, to: "<sip:212@clinic.test>").status == 202)
            let next = try await PeerCall.incoming(room)
            _ = try await RingTests.answer(next, press: "1")
            #expect(try await Self.told(call).last == "SIP/2.0 200 OK terminated")
            let bye = try await call.next(.bye)
            #expect(bye.headers.first("Reason") == #"Q.850;cause=16;text="Normal call clearing""#)
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("212 is busy: NOTIFY 486, and the desk has the caller again; 212 is not registered: NOTIFY 480")
    func back() async throws {
        try await Stage.with { stage in
            let (line, caller, call, desk) = try await BridgeTests.talk(stage)
            #expect(try await Self.refer(call, to: "<sip:212@clinic.test>").status == 202)
            #expect(try await Self.told(call).last == "SIP/2.0 480 Temporarily Unavailable terminated")
            try await stage.connected()
            try await Self.bothHeard(caller, desk, "again")
            let room = try await stage.phone("212")
            #expect(try await Self.refer(call, to: "<sip:212@clinic.test>").status == 202)
            try await PeerCall.incoming(room).refuse(486)
            #expect(try await Self.told(call).last == "SIP/2.0 486 Busy Here terminated")
            try await stage.connected()
            try await Self.bothHeard(caller, desk, "again, and again")
            #expect(try await line.hangUp().status == 200)
            try await call.next(.bye)
            let record = try await stage.daemon.record()
            #expect(record.attempts.map(\.result) == [.accepted, .unreachable, .busy])
        }
    }

    @Test("The desk says BYE right after the 202: it is told the end all the same, and the caller talks with 212")
    func byeAfterAccepted() async throws {
        try await Stage.with { stage in
            let room = try await stage.phone("212")
            let (line, caller, call, _) = try await BridgeTests.talk(stage)
            #expect(try await Self.refer(call, to: "<sip:212@clinic.test>").status == 202)
            #expect(try await call.hangUp().status == 200)
            let next = try await PeerCall.incoming(room)
            let roomAudio = try await RingTests.answer(next, press: "1")
            #expect(try await Self.told(call).last == "SIP/2.0 200 OK terminated")
            try await Self.bothHeard(caller, roomAudio, "after")
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("The desk is gone and 212 declines: the caller is led to somebody else, not to silence")
    func stranded() async throws {
        try await Stage.with { stage in
            let room = try await stage.phone("212")
            let (line, _, call, _) = try await BridgeTests.talk(stage)
            #expect(try await Self.refer(call, to: "<sip:212@clinic.test>").status == 202)
            #expect(try await call.hangUp().status == 200)
            try await PeerCall.incoming(room).refuse(603)
            #expect(try await Self.told(call).last == "SIP/2.0 603 Decline terminated")
            // The safe plan rings the trusted desk phone.
            let again = try await PeerCall.incoming(call.peer)
            again.ring()
            #expect(try await line.hangUp().status == 200)
            try await again.next(.cancel)
        }
    }

    @Test("Two at once: the second gets 491, and 212 rings once")
    func two() async throws {
        try await Stage.with { stage in
            let room = try await stage.phone("212")
            let (line, _, call, _) = try await BridgeTests.talk(stage)
            #expect(try await Self.refer(call, to: "<sip:212@clinic.test>").status == 202)
            #expect(try await Self.refer(call, to: "<sip:211@clinic.test>").status == 491)
            let next = try await PeerCall.incoming(room)
            next.ring()
            #expect(try await line.hangUp().status == 200)
            try await next.next(.cancel)
            #expect(try await Self.told(call).last == "SIP/2.0 487 Request Terminated terminated")
            try await call.next(.bye)
        }
    }

    @Test("What the phone may not do is refused, nothing is dialled, and the two talk on")
    func hostile() async throws {
        try await Stage.with { stage in
            let (line, caller, call, desk) = try await BridgeTests.talk(stage)
            let targets = [
                ("<sip:212@evil.example>", 403), ("<sip:212@192.0.2.7>", 403), ("<sip:+16025550142@clinic.test>", 403),
                ("<sip:16025550142@clinic.test;user=phone>", 403), ("<sip:201@clinic.test>", 403),
                ("<sip:999@clinic.test>", 403), ("<sip:212%0d%0aVia:x@clinic.test>", 403), ("<tel:+16025550142>", 416),
                ("<sip:212@clinic.test;method=BYE>", 403), ("<sip:127.0.0.1>", 400), ("garbage", 400),
                ("<sip:212@clinic.test?Replaces=x%3Bto-tag%3Da%3Bfrom-tag%3Db>", 403),
            ]
            for (target, status) in targets {
                #expect(try await Self.refer(call, to: target).status == status, "\(target)")
            }
            try await Self.bothHeard(caller, desk, "after all of them")
            #expect(try await line.hangUp().status == 200)
            try await call.next(.bye)
            #expect(try await stage.daemon.record().attempts.count == 1)
            #expect(!stage.ladders.contains("NOTIFY"))
        }
    }

    @Test("A desk whose REFER cannot be read hangs up: the caller is not hung up for it, and the desk rings again")
    func unreadable() async throws {
        for (target, status) in [
            ("garbage", 400), ("<tel:+16025550142>", 416), ("<sip:212@clinic.test;method=BYE>", 403),
        ] {
            try await Stage.with { stage in
                let (line, _, call, _) = try await BridgeTests.talk(stage)
                #expect(try await Self.refer(call, to: target).status == status, "\(target)")
                #expect(try await call.hangUp().status == 200)
                let again = try await PeerCall.incoming(call.peer)
                again.ring()
                #expect(try await line.hangUp().status == 200)
                try await again.next(.cancel)
            }
        }
    }

    @Test(
        "An urgent caller gives up while they are passed on and 201 rings: CANCEL, and a case with their number is open"
    )
    func callerLeaves() async throws {
        try await Stage.with { stage in
            let desk = try await stage.phone("201")
            let adams = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(adams)
            _ = try await RingTests.answer(call, press: "1")
            try await stage.connected()
            #expect(try await stage.daemon.obligations().isEmpty)
            #expect(try await Self.refer(call, to: "<sip:201@clinic.test>").status == 202)
            let rung = try await PeerCall.incoming(desk)
            rung.ring()
            #expect(try await line.hangUp().status == 200)
            try await rung.next(.cancel)
            #expect(try await stage.daemon.record().outcome == .reachedHuman(PersonID("adams")))
            let cases = try await stage.daemon.obligations()
            #expect(cases.map(\.kind) == [.openCase])
            #expect(cases.first?.number?.e164 == "+16025550142")
        }
    }

    @Test(
        "The trunk gets 405; another phone that knows the names of the dialog 403; a stranger nothing; outside a call 405"
    )
    func others() async throws {
        try await Stage.with { stage in
            let (line, caller, call, desk) = try await BridgeTests.talk(stage)
            #expect(try await Self.refer(line, to: "<sip:212@clinic.test>").status == 405)
            var stolen = call.request(.refer)
            stolen.headers.others = [HeaderField("Refer-To", "<sip:212@clinic.test>")]
            let other = try await SIPPeer.open(on: "127.0.0.5", towards: stage.daemon.address)
            #expect(try await PeerAccount(other, user: "212", password: "night-212").register().status == 200)
            #expect(try await other.ask(stolen).status == 403)
            let outside = other.request(
                .refer, to: "201", from: "212", others: [HeaderField("Refer-To", "<sip:212@clinic.test>")])
            #expect(try await other.ask(outside).status == 405)
            let stranger = try await SIPPeer.open(on: "127.0.0.6", towards: stage.daemon.address)
            stranger.manners.repeats = false
            let before = stage.daemon.stack.counters.unknownSource
            stranger.send(stolen)
            // What came after it has been looked at, and so has it.
            stranger.send(stranger.request(.options, to: "201"))
            try await eventually("the stranger was heard") {
                stage.daemon.stack.counters.unknownSource > before
            }
            #expect(stranger.datagrams == 0)
            try await Self.bothHeard(caller, desk, "after")
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("A phone that was rung and has not pressed the key gets 403, and so does one that still rings")
    func notAccepted() async throws {
        try await Stage.with { stage in
            let adams = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(adams)
            call.ring()
            #expect(try await Self.refer(call, to: "<sip:212@clinic.test>").status == 403)
            _ = try await RingTests.answer(call, press: nil)
            #expect(try await Self.refer(call, to: "<sip:212@clinic.test>").status == 403)
            #expect(try await line.hangUp().status == 200)
            try await call.next(.bye)
        }
    }
}
