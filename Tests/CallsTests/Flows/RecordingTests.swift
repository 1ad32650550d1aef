import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("Recording: announced first, or not at all")
@Signalling
struct RecordingTests {
    private func night() throws -> (Night, FakeRecorder) {
        let night = try Night(
            Clinic.urgentPlans([Clinic.step(1, [try Targets.phone("211", "Dr. Adams", accept: nil)])]))
        let recorder = FakeRecorder(night.chronicle)
        night.recorder = recorder
        return (night, recorder)
    }

    private func bridged() async throws -> (Night, FakeRecorder) {
        let (night, recorder) = try night()
        await night.begins()
        await night.answers("phone 211")
        return (night, recorder)
    }

    @Test("both are joined at once, hear 2 s of announcement, and are recorded from then on; the record names it")
    func announced() async throws {
        let (night, recorder) = try await bridged()
        #expect(night.dialer.bridges == ["caller + phone 211"])
        #expect(night.caller.hears == ["nightbell-recording"])
        #expect(night.leg("phone 211")?.hears == ["nightbell-recording"])
        #expect(recorder.told == [])
        #expect(night.leg("phone 211")?.hearsKeysJoined == false)
        await night.passes(.seconds(2))
        #expect(recorder.told == ["begins on caller"])
        #expect(night.leg("phone 211")?.hearsKeysJoined == true && night.caller.hearsKeysJoined == false)
        await night.callerHangsUp()
        #expect(recorder.told == ["begins on caller", "pauses", "ends"])
        #expect(night.record?.recordings == ["0006433a2f81c400-9c41-1"])
        #expect(night.leftovers == [])
    }

    @Test("an announcement that does not reach one of the two: nothing is recorded, they talk on, the trace says why")
    func unheard() async throws {
        let (night, recorder) = try night()
        night.caller.announcements = .notToTheEnd
        await night.begins()
        await night.answers("phone 211")
        await night.passes(.seconds(20))
        #expect(recorder.told == [])
        #expect(night.caller.ending == nil && night.leg("phone 211")?.ending == nil)
        #expect(night.events.all.contains(.recording(.notAnnounced)))
        await night.callerHangsUp()
        #expect(night.record?.recordings == [])
        #expect(night.record?.outcome == .reachedHuman(nil))
        #expect(night.record?.trace.contains { $0.contains("not recorded") } == true)
    }

    @Test("a hang-up in the middle of the announcement: nothing was recorded")
    func leftEarly() async throws {
        let (night, recorder) = try await bridged()
        await night.passes(.seconds(1))
        await night.callerHangsUp()
        #expect(recorder.told == [])
        #expect(night.record?.recordings == [])
        #expect(night.leftovers == [])
    }

    @Test("a recorder that cannot begin: the call goes on, and the trace says so")
    func cannotBegin() async throws {
        let (night, recorder) = try night()
        recorder.works = false
        await night.begins()
        await night.answers("phone 211")
        await night.passes(.seconds(3))
        #expect(night.events.all.contains(.recording(.failed)))
        #expect(night.caller.ending == nil)
        await night.callerHangsUp()
        #expect(night.record?.outcome == .reachedHuman(nil))
        #expect(night.record?.trace.contains { $0.contains("not recorded") } == true)
    }

    @Test("a call that is not to be recorded hears no announcement")
    func notWanted() async throws {
        let (night, recorder) = try night()
        recorder.terms = nil
        await night.begins()
        await night.answers("phone 211")
        await night.passes(.seconds(3))
        #expect(night.caller.heard.contains("nightbell-recording") == false)
        #expect(recorder.told == [])
        await night.callerHangsUp()
        #expect(night.record?.outcome == .reachedHuman(nil))
    }

    @Test("* pauses, * goes on, other keys do nothing, and the one who presses hears which it is")
    func pause() async throws {
        let (night, recorder) = try await bridged()
        await night.presses("*", on: "phone 211")
        await night.passes(.seconds(2))
        #expect(recorder.told == ["begins on caller"], "a key before the recording is none of its business")
        await night.presses("5", on: "phone 211")
        await night.presses("*", on: "phone 211")
        #expect(night.leg("phone 211")?.hears == ["nightbell-recording-paused"])
        await night.passes(.seconds(5))
        await night.presses("*", on: "phone 211")
        #expect(night.leg("phone 211")?.hears == ["nightbell-recording-resumed"])
        await night.callerHangsUp()
        #expect(recorder.told == ["begins on caller", "pauses", "goes on", "pauses", "ends"])
        #expect(night.leftovers == [])
    }

    @Test("the line of who took the call breaks, and somebody else takes it: announced again, the same recording")
    func passedOn() async throws {
        let adams = try Targets.phone("211", "Dr. Adams", accept: nil)
        let baker = try Targets.phone("212", "Dr. Baker", accept: nil)
        let night = try Night(
            Clinic.urgentPlans([Clinic.step(1, [adams])]),
            safe: [
                .ring(
                    RingPlan(
                        targets: [baker], ringTime: .seconds(30), callerHears: PromptRef("music", language: "en"),
                        whisper: []))
            ])
        let recorder = FakeRecorder(night.chronicle)
        night.recorder = recorder
        await night.begins()
        await night.answers("phone 211")
        await night.passes(.seconds(3))
        night.leg("phone 211")?.end(.signallingLost)
        await night.settles()
        await night.answers("phone 212")
        #expect(night.leg("phone 212")?.hears == ["nightbell-recording"])
        await night.passes(.seconds(2))
        #expect(recorder.told == ["begins on caller", "pauses", "goes on"])
        await night.callerHangsUp()
        #expect(night.record?.recordings == ["0006433a2f81c400-9c41-1"])
    }
}
