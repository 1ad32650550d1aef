import CallModel
import NightbellWire
import SIP
import SIPStack
import Testing

@Signalling
@Suite("The legs that ring, on the wire (RFC 3261 §9, §13.2, §21; RFC 3326)", .onSignalling)
struct RingTests {
    /// Answers, listens to the whisper and presses a key.
    static func answer(_ call: PeerCall, press key: Character?) async throws -> AudioPeer {
        let audio = try await AudioPeer.open(on: "127.0.0.3")
        call.ring()
        call.answer(audio.description())
        try audio.take(call.invite.body)
        try await call.acknowledged()
        try await audio.hear(Marker.whisper, "the whisper")
        if let key { audio.press(key) }
        return audio
    }

    @Test(
        "Busy, declined, unreachable: the next is rung at once, and the record says why",
        arguments: [
            (486, AttemptResult.busy), (600, .busy), (603, .declined), (480, .unreachable), (404, .unreachable),
            (503, .unreachable), (500, .unreachable), (302, .unreachable), (488, .unreachable), (487, .unreachable),
        ])
    func refused(status: Int, result: AttemptResult) async throws {
        try await Stage.with { stage in
            let adams = try await stage.phone("211")
            let baker = try await stage.phone("212")
            let (line, audio) = try await stage.call()
            audio.press("5")
            try await PeerCall.incoming(adams).refuse(status)
            let second = try await PeerCall.incoming(baker)
            _ = try await Self.answer(second, press: "1")
            try await stage.finish(line, with: second)
            let record = try await stage.daemon.record()
            #expect(record.attempts.map(\.result) == [result, .accepted])
            #expect(record.outcome == .reachedHuman(PersonID("baker")))
        }
    }

    @Test("A phone that is not registered is passed over at once")
    func notRegistered() async throws {
        try await Stage.with { stage in
            let baker = try await stage.phone("212")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let second = try await PeerCall.incoming(baker)
            _ = try await Self.answer(second, press: "1")
            try await stage.finish(line, with: second)
            let record = try await stage.daemon.record()
            #expect(record.attempts.map(\.result) == [.unreachable, .accepted])
        }
    }

    @Test("A 200 that crosses our CANCEL is acknowledged and ended with BYE, and the next phone has been rung")
    func lateAnswer() async throws {
        try await Stage.with(NightClinic.impatient) { stage in
            let adams = try await stage.phone("211")
            let baker = try await stage.phone("212")
            adams.manners.answersCancel = false
            let (line, audio) = try await stage.call()
            audio.press("5")
            let first = try await PeerCall.incoming(adams)
            first.ring()
            let cancel = try await first.next(.cancel)
            adams.respond(200, to: cancel)
            let late = try await AudioPeer.open(on: "127.0.0.3", hears: false)
            first.answer(late.description())
            try await first.acknowledged()
            try await first.next(.bye)
            let second = try await PeerCall.incoming(baker)
            _ = try await Self.answer(second, press: "1")
            try await stage.finish(line, with: second)
            let record = try await stage.daemon.record()
            #expect(record.attempts.map(\.result) == [.noAnswer, .accepted])
        }
    }

    @Test("Two contacts of a phone answer in the same instant: 1 hears the whisper, the other gets ACK and BYE")
    func twoAnswers() async throws {
        try await Stage.with { stage in
            let desk = try await stage.phone("211", named: "desk")
            let home = try await stage.phone("211", named: "home")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let calls = [try await PeerCall.incoming(desk), try await PeerCall.incoming(home)]
            let ears = [try await AudioPeer.open(on: "127.0.0.3"), try await AudioPeer.open(on: "127.0.0.3")]
            for (call, ear) in zip(calls, ears) {
                call.answer(ear.description())
                try ear.take(call.invite.body)
            }
            for call in calls { try await call.acknowledged() }
            try await eventually("one hears the whisper") { ears.contains { $0.frames[Marker.whisper] != nil } }
            let winner = ears[0].frames[Marker.whisper] != nil ? 0 : 1
            try await calls[1 - winner].next(.bye)
            #expect(ears[1 - winner].packets == 0)
            ears[winner].press("1")
            try await stage.finish(line, with: calls[winner])
            let record = try await stage.daemon.record()
            #expect(record.attempts.map(\.result) == [.accepted])
            #expect(record.legs.count == 2)
        }
    }

    @Test("When one contact answers, the other's CANCEL says that the call was completed elsewhere")
    func completedElsewhere() async throws {
        try await Stage.with { stage in
            let desk = try await stage.phone("211", named: "desk")
            let home = try await stage.phone("211", named: "home")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let (one, other) = (try await PeerCall.incoming(desk), try await PeerCall.incoming(home))
            other.ring()
            _ = try await Self.answer(one, press: "1")
            let cancel = try await other.next(.cancel)
            #expect(cancel.headers.first("Reason") == #"SIP;cause=200;text="Call completed elsewhere""#)
            try await other.acknowledged()
            try await stage.finish(line, with: one)
            #expect(try await stage.daemon.record().outcome == .reachedHuman(PersonID("adams")))
        }
    }

    @Test("A phone that repeats its 200 gets an ACK for each")
    func repeatedAnswer() async throws {
        try await Stage.with { stage in
            let adams = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(adams)
            _ = try await Self.answer(call, press: nil)
            let before = adams.ladder.count { $0.hasPrefix("← ACK") }
            call.answer(call.described)
            try await eventually("another ACK") { adams.ladder.count { $0.hasPrefix("← ACK") } > before }
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("A 200 of another fork that comes when the call is over gets ACK and BYE (RFC 3261 §13.2.2.4)")
    func answerOfTheDead() async throws {
        try await Stage.with { stage in
            let adams = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(adams)
            _ = try await Self.answer(call, press: "1")
            try await stage.finish(line, with: call)
            var late = call.invite.response(200, toTag: "other-fork")
            late.headers.contacts = [adams.contact("211")]
            let before = adams.ladder.count { $0.hasPrefix("← ACK") }
            adams.respond(late, to: call.invite)
            adams.respond(200, to: try await adams.next(.bye) { $0.headers.to.tag == "other-fork" })
            #expect(adams.ladder.count { $0.hasPrefix("← ACK") } == before + 1)
            #expect(stage.daemon.stack.counters.strayAnswers == 1)
        }
    }

    @Test("An answer that came in a reliable 183 need not come again in the 200 (RFC 3262 §5)")
    func earlyAnswer() async throws {
        try await Stage.with { stage in
            let adams = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(adams)
            #expect(call.invite.headers.lists("Supported", "100rel"))
            let ear = try await AudioPeer.open(on: "127.0.0.3")
            call.ring(
                183, body: ear.description(), others: [HeaderField("Require", "100rel"), HeaderField("RSeq", "7")])
            let prack = try await call.next(.prack)
            #expect(prack.headers.first("RAck") == "7 1 INVITE")
            adams.respond(200, to: prack)
            call.answer([])
            try ear.take(call.invite.body)
            try await call.acknowledged()
            try await ear.hear(Marker.whisper, "the whisper")
            ear.press("1")
            try await stage.finish(line, with: call)
            #expect(try await stage.daemon.record().outcome == .reachedHuman(PersonID("adams")))
        }
    }

    @Test("A 200 without any description is ended with BYE, and the next is rung")
    func noAnswer() async throws {
        try await Stage.with { stage in
            let adams = try await stage.phone("211")
            let baker = try await stage.phone("212")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let first = try await PeerCall.incoming(adams)
            first.answer([])
            try await first.acknowledged()
            try await first.next(.bye)
            let second = try await PeerCall.incoming(baker)
            _ = try await Self.answer(second, press: "1")
            try await stage.finish(line, with: second)
            let record = try await stage.daemon.record()
            #expect(record.attempts.map(\.result) == [.unreachable, .accepted])
            #expect(record.trace.contains("phone 211: unreachable (no common codec in the answer)"))
        }
    }

    @Test("2 declines, and the next is rung; a phone that hangs up during the whisper has not accepted")
    func declinedByKey() async throws {
        try await Stage.with { stage in
            let adams = try await stage.phone("211")
            let baker = try await stage.phone("212")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let first = try await PeerCall.incoming(adams)
            _ = try await Self.answer(first, press: "2")
            let bye = try await first.next(.bye)
            #expect(bye.headers.first("Reason") == #"Q.850;cause=21;text="Declined""#)
            let second = try await PeerCall.incoming(baker)
            _ = try await Self.answer(second, press: nil)
            #expect(try await second.hangUp().status == 200)
            // The second round begins.
            let again = try await PeerCall.incoming(adams)
            _ = try await Self.answer(again, press: "1")
            try await stage.finish(line, with: again)
            let record = try await stage.daemon.record()
            #expect(record.attempts.map(\.result) == [.declined, .notAccepted, .accepted])
            #expect(record.attempts.map(\.round) == [1, 1, 2])
        }
    }

    @Test("A trusted desk phone accepts by answering: no whisper, audio both ways")
    func trusted() async throws {
        try await Stage.with { stage in
            let desk = try await stage.phone("201")
            let (line, audio) = try await stage.call()
            audio.press("1")
            let call = try await PeerCall.incoming(desk)
            #expect(call.invite.headers.from.uri.user == "+16025550142")
            let ear = try await AudioPeer.open(on: "127.0.0.3")
            call.answer(ear.description())
            try ear.take(call.invite.body)
            try await call.acknowledged()
            try await eventually("bridged") {
                audio.speak(Marker.caller, frames: 1)
                ear.speak(Marker.provider, frames: 1)
                return ear.frames[Marker.caller] != nil && audio.frames[Marker.provider] != nil
            }
            #expect(ear.frames[Marker.whisper] == nil)
            // This time the phone hangs up, and the caller's leg is ended by us.
            #expect(try await call.hangUp().status == 200)
            try await line.next(.bye)
            #expect(try await stage.daemon.record().outcome == .reachedHuman(nil))
        }
    }
}
