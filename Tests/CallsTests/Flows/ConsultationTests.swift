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
        #expect(night.consultations.count == 1)
        await night.passes(.seconds(30))
        phone.end(.remote)
        await night.settles()
        #expect(await task.value == .reachedHuman(PersonID("baker")))
        #expect(night.leg("phone 212")?.hungUp == .normal)
        let record = try #require(night.journal.records.first)
        #expect(record.times.talked == .seconds(30))
        #expect(record.attempts.map(\.result) == [.accepted])
        #expect(record.legs.map(\.party) == ["phone 211", "phone 212"])
        #expect(night.consultations.count == 0)
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

    @Test("a line that talks with nobody, rings still, or is over, is refused, and the two talk on")
    func nobody() async throws {
        let (night, adams) = try await TransferTests.talking()
        let room = try Targets.phone("212", "Exam room 2")
        let (second, task) = await night.calls(room, from: "211")
        let ringing = FakeReferral(talksWith: second)
        adams.refers(ringing)
        #expect(ringing.said == ["refused nobody"])
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
        #expect(over.said + own.said + callers.said == ["refused nobody", "refused nobody", "refused nobody"])
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
