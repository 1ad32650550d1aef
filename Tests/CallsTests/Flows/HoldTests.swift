import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("Hold: the patient hears music until the phone takes the call up again")
@Signalling
struct HoldTests {
    private func talking(safe: [Instruction] = [.hangUp]) async throws -> (Night, FakeLeg) {
        let night = try Night(
            Clinic.urgentPlans([Clinic.step(1, [try Targets.phone("211", "Dr. Adams", accept: nil)])]), safe: safe)
        await night.begins()
        await night.answers("phone 211")
        return (night, try #require(night.leg("phone 211")))
    }

    /// The same where calls are recorded.
    private func announcing() async throws -> (Night, FakeLeg, FakeRecorder) {
        let night = try Night(
            Clinic.urgentPlans([Clinic.step(1, [try Targets.phone("211", "Dr. Adams", accept: nil)])]))
        let recorder = FakeRecorder(night.chronicle)
        night.recorder = recorder
        await night.begins()
        await night.answers("phone 211")
        return (night, try #require(night.leg("phone 211")), recorder)
    }

    @Test("the phone holds: the caller hears music at once, and nothing of it after the phone resumes")
    func music() async throws {
        let (night, phone) = try await talking()
        #expect(night.caller.hears == [])
        phone.turns(.on)
        await night.settles()
        #expect(night.caller.hears == ["nightbell-music"])
        #expect(phone.hears == [])
        phone.turns(.off)
        await night.settles()
        #expect(night.caller.hears == [])
        #expect(night.dialer.bridges == ["caller + phone 211"])
        await night.callerHangsUp()
        #expect(night.record?.outcome == .reachedHuman(nil))
        #expect(night.leftovers == [])
    }

    @Test("a call that is over keeps nothing of the line of whom it was joined to")
    func nothingKept() async throws {
        weak var line: FakeLeg?
        do {
            let (night, phone) = try await talking()
            line = phone
            phone.turns(.on)
            await night.settles()
            await night.callerHangsUp()
            #expect(night.leftovers == [])
        }
        #expect(line == nil)
    }

    @Test("a phone that holds is asked after 30 s and 60 s whether it is there, and not after it has resumed at 70 s")
    func probes() async throws {
        let (night, phone) = try await talking()
        phone.turns(.on)
        await night.passes(.seconds(29))
        #expect(phone.probes == 0)
        await night.passes(.seconds(1))
        #expect(phone.probes == 1)
        await night.passes(.seconds(40))
        #expect(phone.probes == 2)
        phone.turns(.off)
        await night.passes(.seconds(100))
        #expect(phone.probes == 2)
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test("hold, resume, hold within 30 s: the phone is asked once in 30 s still")
    func again() async throws {
        let (night, phone) = try await talking()
        for hold in [Hold.on, .off, .on] {
            phone.turns(hold)
            await night.passes(.seconds(5))
        }
        await night.passes(.seconds(25))
        #expect(phone.probes == 1)
        await night.callerHangsUp()
    }

    @Test("the phone dies while it holds: the music stops, and the caller is led to somebody else by the safe plan")
    func dies() async throws {
        let baker = try Targets.phone("212", "Dr. Baker", accept: nil)
        let (night, phone) = try await talking(
            safe: [
                .ring(
                    RingPlan(
                        targets: [baker], ringTime: .seconds(30), callerHears: PromptRef("ringback", language: "en"),
                        whisper: []))
            ])
        phone.turns(.on)
        await night.passes(.seconds(31))
        phone.end(.signallingLost)
        await night.settles()
        #expect(night.caller.hears == ["ringback"])
        await night.answers("phone 212")
        #expect(night.dialer.bridges == ["caller + phone 211", "caller + phone 212"])
        #expect(night.caller.hears == [])
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test("the phone hangs up while it holds: the call is over for both, as without a hold")
    func hangsUp() async throws {
        let (night, phone) = try await talking()
        phone.turns(.on)
        await night.settles()
        phone.end(.remote)
        await night.settles()
        #expect(night.caller.hungUp == .normal)
        #expect(night.record?.outcome == .reachedHuman(nil))
        #expect(night.leftovers == [])
    }

    @Test("a phone that holds before it is joined: music from the first moment")
    func early() async throws {
        let night = try Night(
            Clinic.urgentPlans([Clinic.step(1, [try Targets.phone("211", "Dr. Adams")])]))
        await night.begins()
        await night.answers("phone 211")
        night.leg("phone 211")?.turns(.on)
        await night.presses("1", on: "phone 211")
        #expect(night.caller.hears == ["nightbell-music"])
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test("a hold in the midst of the announcement: it was not heard to its end, and nothing is recorded")
    func announcement() async throws {
        let (night, phone, recorder) = try await announcing()
        await night.passes(.seconds(1))
        phone.turns(.on)
        await night.passes(.seconds(5))
        #expect(night.caller.hears == ["nightbell-music"])
        #expect(recorder.told == [])
        await night.callerHangsUp()
        #expect(night.record?.recordings == [])
    }

    @Test("a hold while it is recorded: the recording goes on")
    func recorded() async throws {
        let (night, phone, recorder) = try await announcing()
        await night.passes(.seconds(3))
        phone.turns(.on)
        await night.passes(.seconds(10))
        phone.turns(.off)
        await night.passes(.seconds(1))
        #expect(recorder.told == ["begins on caller"])
        await night.callerHangsUp()
        #expect(recorder.told == ["begins on caller", "pauses", "ends"])
    }
}
