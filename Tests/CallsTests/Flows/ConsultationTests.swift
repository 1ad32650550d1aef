import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("One phone calls another, and gives it a caller (RFC 5589 §7)")
@Signalling
struct ConsultationTests {
    private func silent() throws -> (night: Night, room: DialTarget) {
        (try Night([.start: [.hangUp]]), try Targets.phone("212", "Exam room 2", person: "baker"))
    }

    @Test("212 rings without the caller being answered; it answers, both talk, one hangs up, and there is one record")
    func talks() async throws {
        let (night, room) = try silent()
        let (phone, task) = await night.calls(room, from: "211")
        #expect(phone.rang == 1 && night.ringing == ["phone 212"])
        await night.answers("phone 212")
        #expect(night.dialer.bridges == ["phone 211 + phone 212"], "nobody must press a key")
        await night.passes(.seconds(30))
        phone.end(.remote)
        await night.settles()
        #expect(await task.value == .reachedHuman(PersonID("baker")))
        #expect(night.leg("phone 212")?.hungUp == .normal)
        let record = try #require(night.journal.records.first)
        #expect(record.times.talked == .seconds(30))
        #expect(record.attempts.map(\.result) == [.accepted])
        #expect(record.legs.map(\.party) == ["phone 211", "phone 212"])
    }

    @Test(
        "busy and declined are 486 to the phone that calls; unreachable, and no answer in 60 s, are 480",
        arguments: [
            (FakeDialer.Behaviour.busy, Refusal.busy, AttemptResult.busy), (.declines, .busy, .declined),
            (.unreachable, .noAnswer, .unreachable), (.rings, .noAnswer, .noAnswer),
        ])
    func refused(_ behaviour: FakeDialer.Behaviour, _ refusal: Refusal, _ result: AttemptResult) async throws {
        let (night, room) = try silent()
        night.dialer.behaviours["phone 212"] = behaviour
        let (phone, task) = await night.calls(room, from: "211")
        await night.passes(.seconds(60))
        #expect(phone.refused == refusal)
        #expect(await task.value == .refused(refusal))
        #expect(night.journal.records.first?.attempts.map(\.result) == [result])
    }

    @Test("who calls hangs up while it rings: the ring is given up")
    func gaveUp() async throws {
        let (night, room) = try silent()
        let (phone, task) = await night.calls(room, from: "211")
        phone.end(.remote)
        await night.settles()
        #expect(night.dialer.attempt("phone 212")?.cancelled == .callerLeft)
        #expect(await task.value == .abandoned(.ringing))
    }

    @Test("drained: both are hung up")
    func drained() async throws {
        let (night, room) = try silent()
        let (phone, task) = await night.calls(room, from: "211")
        await night.answers("phone 212")
        task.cancel()
        await night.settles()
        #expect(phone.hungUp == .drained && night.leg("phone 212")?.hungUp == .drained)
        _ = await task.value
    }

    /// 211 talks with the caller on one line, and with 212 on another.
    private func asking() async throws -> (
        Night, adams: FakeLeg, second: FakeLeg, room: FakeLeg, Task<CallOutcome, Never>
    ) {
        let (night, adams) = try await TransferTests.talking(recorder: true)
        await night.passes(.seconds(10))
        adams.turns(.on)
        let room = try Targets.phone("212", "Exam room 2", person: "baker")
        let (second, task) = await night.calls(room, from: "211")
        await night.answers("phone 212")
        return (night, adams, second, try #require(night.leg("phone 212")), task)
    }

    @Test("211 asks 212, and gives it the caller: they are joined at once, both lines of 211 are over, two records")
    func given() async throws {
        let (night, adams, second, room, task) = try await asking()
        #expect(night.caller.hears == ["nightbell-music"])
        let referral = FakeReferral(talksWith: second)
        adams.refers(referral)
        await night.settles()
        #expect(referral.said == ["accepted", "ended accepted"])
        #expect(night.dialer.bridges == ["caller + phone 211", "phone 211 + phone 212", "caller + phone 212"])
        #expect(room.ending == nil && room.bridgedTo == "caller")
        #expect(second.hungUp == .normal)
        #expect(await task.value == .reachedHuman(PersonID("baker")))
        await night.passes(.seconds(2))
        #expect(adams.hungUp == .normal)
        #expect(night.recorder?.told == ["begins on caller", "pauses", "goes on"])
        #expect(night.caller.ending == nil && room.ending == nil)
        await night.callerHangsUp()
        let record = try #require(night.journal.records.last)
        #expect(record.outcome == .reachedHuman(PersonID("baker")))
        #expect(record.attempts.map(\.device) == ["phone 211", "phone 212"])
        #expect(record.legs.map(\.party) == ["caller", "phone 211", "phone 212"])
        #expect(record.recordings.count == 1)
        #expect(night.journal.records.count == 2)
        #expect(night.leftovers == [])
    }

    @Test("211 was called by 212 and gives it the caller all the same")
    func otherWay() async throws {
        let (night, adams) = try await TransferTests.talking()
        let target = try Targets.phone("211", "Dr. Adams", person: "adams", accept: nil)
        let (room, task) = await night.calls(target, from: "212")
        await night.answers("phone 211")
        let second = try #require(night.leg("phone 211"))
        #expect(second !== adams)
        let referral = FakeReferral(talksWith: second)
        adams.refers(referral)
        await night.settles()
        #expect(referral.said == ["accepted", "ended accepted"])
        #expect(night.dialer.bridges.last == "caller + phone 212")
        #expect(second.hungUp == .normal && room.ending == nil)
        _ = await task.value
        room.end(.remote)
        await night.settles()
        #expect(night.caller.hungUp == .normal)
        #expect(night.journal.records.last?.legs.map(\.party) == ["caller", "phone 211", "phone 212"])
        await night.passes(.seconds(2))
        #expect(night.leftovers == [])
    }

    /// 211 talks with the caller on one line, and calls 212 on another.
    private func calling() async throws -> (Night, adams: FakeLeg, second: FakeLeg, Task<CallOutcome, Never>) {
        let (night, adams) = try await TransferTests.talking()
        let (second, task) = await night.calls(try Targets.phone("212", "Exam room 2"), from: "211")
        return (night, adams, second, task)
    }

    @Test("211 gives the caller to 212, which rings still: ringback, one ring, and 212 presses 1; two records")
    func givenWhileRinging() async throws {
        let (night, adams, second, task) = try await calling()
        await night.passes(.seconds(4))
        let referral = FakeReferral(talksWith: second)
        adams.refers(referral)
        await night.settles()
        #expect(referral.said == ["accepted", "rings"])
        #expect(night.caller.hears == ["nightbell-ringback"])
        #expect(second.hungUp == .normal)
        #expect(await task.value == .abandoned(.ringing))
        #expect(night.ringing == ["phone 212"] && night.dialer.attempts.count == 2, "the phone does not ring anew")
        await night.answers("phone 212")
        #expect(night.leg("phone 212")?.hears == ["nightbell-whisper"])
        await night.presses("1", on: "phone 212")
        #expect(referral.said == ["accepted", "rings", "ended accepted"])
        #expect(night.dialer.bridges == ["caller + phone 211", "caller + phone 212"])
        await night.passes(.seconds(2))
        #expect(adams.hungUp == .normal)
        await night.callerHangsUp()
        let record = try #require(night.journal.records.last)
        #expect(record.attempts.map(\.device) == ["phone 211", "phone 212"])
        #expect(record.attempts.map(\.result) == [.accepted, .accepted])
        #expect(night.journal.records.first?.attempts.map(\.result) == [.callerLeft])
        #expect(night.leftovers == [])
    }

    @Test("given to a phone that rings, and nobody answers in 25 s: the ring ends, and 211 has the caller again")
    func ringsOut() async throws {
        let (night, adams, second, _) = try await calling()
        let referral = FakeReferral(talksWith: second)
        adams.refers(referral)
        await night.passes(.seconds(25))
        #expect(night.dialer.attempt("phone 212")?.cancelled == .noAnswer)
        #expect(referral.said == ["accepted", "rings", "ended noAnswer"])
        #expect(night.caller.bridgedTo == "phone 211")
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test("given to a phone that rings, and the caller hangs up: the ring ends, and a case is open")
    func callerLeaves() async throws {
        let (night, adams, second, _) = try await calling()
        adams.refers(FakeReferral(talksWith: second))
        await night.settles()
        await night.callerHangsUp()
        #expect(night.dialer.attempt("phone 212")?.cancelled == .callerLeft)
        #expect(night.journal.obligations.map(\.kind) == [.openCase])
        #expect(night.leftovers == [])
    }

    @Test("given to a phone that rings while the caller hangs up: nobody's ring goes on")
    func crossesRinging() async throws {
        let (night, adams, second, _) = try await calling()
        adams.refers(FakeReferral(talksWith: second))
        night.caller.end(.remote)
        await night.settles()
        #expect(night.ringing == [])
        await night.passes(.seconds(3))
        #expect(night.leftovers == [])
    }

    /// 211 talks with the caller, and calls the clinic's number, at which 213 is rung.
    private func callingNumber() async throws -> (Night, adams: FakeLeg, second: FakeLeg, Task<CallOutcome, Never>) {
        let (night, adams) = try await TransferTests.talking()
        let desk = try Targets.phone("213", "Front desk", person: "desk", accept: nil)
        night.routing.override = { facts in
            guard facts.dialled.e164 == "+16025550101" else { return nil }
            return [
                .ring(
                    RingPlan(
                        targets: [desk], ringTime: .seconds(20), callerHears: PromptRef("ringback", language: "en"),
                        whisper: [])), .hangUp,
            ]
        }
        let number = try #require(PhoneNumber(e164: "+16025550101"))
        let (second, task) = await night.calls(number, from: "211")
        return (night, adams, second, task)
    }

    @Test("211 asks whoever answers the clinic's number, and gives them the caller: joined at once, two records")
    func throughNumber() async throws {
        let (night, adams, second, task) = try await callingNumber()
        await night.answers("phone 213")
        let desk = try #require(night.leg("phone 213"))
        #expect(desk.bridgedTo == "phone 211")
        await night.passes(.seconds(5))
        let referral = FakeReferral(talksWith: second)
        adams.refers(referral)
        await night.settles()
        #expect(referral.said == ["accepted", "ended accepted"])
        #expect(night.dialer.bridges.last == "caller + phone 213" && desk.bridgedTo == "caller")
        #expect(second.hungUp == .normal && desk.ending == nil)
        #expect(await task.value == .reachedHuman(PersonID("desk")))
        await night.passes(.seconds(30))
        desk.end(.remote)
        await night.settles()
        #expect(night.caller.hungUp == .normal)
        let record = try #require(night.journal.records.last)
        #expect(record.attempts.map(\.device) == ["phone 211", "phone 213"])
        #expect(record.times.talked == .seconds(35), "5 s with 211, 30 s with 213")
        #expect(night.journal.records.first?.times.talked == .seconds(5))
        #expect(night.journal.obligations == [])
        await night.passes(.seconds(2))
        #expect(night.leftovers == [])
    }

    @Test("who answered the clinic's number and was given the caller passes them on in turn")
    func passedOnAgain() async throws {
        let (night, adams, second, task) = try await callingNumber()
        await night.answers("phone 213")
        adams.refers(FakeReferral(talksWith: second))
        await night.settles()
        _ = await task.value
        let desk = try #require(night.leg("phone 213"))
        let again = FakeReferral("212")
        desk.refers(again)
        await night.settles()
        await night.answers("phone 212")
        await night.presses("1", on: "phone 212")
        #expect(again.said == ["accepted", "rings", "ended accepted"])
        #expect(night.caller.bridgedTo == "phone 212")
        await night.callerHangsUp()
        await night.passes(.seconds(2))
        #expect(night.leftovers == [])
    }

    @Test(
        "211 gives the caller before anybody has answered the clinic's number: they are served as if they had dialled it"
    )
    func throughNumberRinging() async throws {
        let (night, adams, second, task) = try await callingNumber()
        #expect(night.ringing == ["phone 213"])
        let referral = FakeReferral(talksWith: second)
        adams.refers(referral)
        await night.settles()
        #expect(referral.said == ["accepted", "ended accepted"])
        #expect(second.hungUp == .normal)
        #expect(await task.value == .abandoned(.ringing))
        #expect(night.ringing == ["phone 213"] && night.caller.hears == ["ringback"])
        await night.answers("phone 213")
        #expect(night.caller.bridgedTo == "phone 213")
        await night.callerHangsUp()
        await night.passes(.seconds(2))
        #expect(night.journal.obligations == [])
        #expect(night.leftovers == [])
    }

    @Test("a line that talks with nobody, or is over, is refused, and the two talk on")
    func nobody() async throws {
        let (night, adams) = try await TransferTests.talking()
        let room = try Targets.phone("212", "Exam room 2")
        let (second, task) = await night.calls(room, from: "211")
        await night.answers("phone 212")
        second.end(.remote)
        await night.settles()
        _ = await task.value
        let over = FakeReferral(talksWith: second)
        adams.refers(over)
        let own = FakeReferral(talksWith: adams)
        adams.refers(own)
        let callers = FakeReferral(talksWith: night.caller)
        adams.refers(callers)
        await night.settles()
        #expect(over.said + own.said + callers.said == ["refused nobody", "refused itself", "refused itself"])
        #expect(night.caller.bridgedTo == "phone 211")
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test("the caller hangs up in the same instant: 212, whom nobody talks with any more, is hung up")
    func crosses() async throws {
        let (night, adams, second, room, task) = try await asking()
        let referral = FakeReferral(talksWith: second)
        adams.refers(referral)
        night.caller.end(.remote)
        await night.settles()
        #expect(referral.said == ["refused noTalk"] || referral.said.first == "accepted")
        #expect(room.ending != nil)
        _ = await task.value
        await night.passes(.seconds(3))
        #expect(adams.ending != nil && second.ending != nil)
    }

    @Test("212 hangs up in the same instant: 211 has the caller again")
    func askedLeaves() async throws {
        let (night, adams, second, room, task) = try await asking()
        let referral = FakeReferral(talksWith: second)
        adams.refers(referral)
        room.end(.remote)
        await night.settles()
        #expect(referral.said == ["accepted", "ended unreachable"])
        #expect(night.dialer.bridges.last == "caller + phone 211")
        #expect(night.caller.ending == nil && adams.ending == nil)
        _ = await task.value
        await night.callerHangsUp()
    }
}
