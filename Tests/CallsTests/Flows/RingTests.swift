import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("A plain ring")
@Signalling
struct RingTests {
    private func desk() throws -> Night {
        let plan = RingPlan(
            targets: [
                try Targets.phone("201", "Front desk", accept: nil), try Targets.mobile("+16025550171", "Cell"),
            ],
            ringTime: .seconds(20), callerHears: PromptRef("ringback", language: "en"),
            whisper: Clinic.prompts("desk-whisper"))
        return try Night([.start: [.ring(plan), .say(Clinic.prompts("closed"), bargeIn: .allowed), .hangUp]])
    }

    @Test("All ring together for 20 s with ringback, and the next instruction follows")
    func noAnswer() async throws {
        let night = try desk()
        await night.begins()
        #expect(night.caller.hears == ["ringback"])
        #expect(night.ringing == ["phone 201", "number +…71"])
        await night.passes(.seconds(20))
        #expect(night.caller.hears == ["closed"])
        await night.passes(.seconds(2))
        #expect(night.outcome == .informed)
        #expect(night.record?.attempts.map(\.result) == [.noAnswer, .noAnswer])
        #expect(night.leftovers == [])
    }

    @Test("The desk answers and has the caller; the mobile stops with answeredElsewhere")
    func answered() async throws {
        let night = try desk()
        await night.begins()
        await night.answers("phone 201")
        #expect(night.dialer.bridges == ["caller + phone 201"])
        #expect(night.dialer.attempt("number +…71")?.cancelled == .answeredElsewhere)
        await night.callerHangsUp()
        #expect(night.outcome == .reachedHuman(nil))
    }

    @Test("A mobile needs the key here too, within 15 s")
    func mobile() async throws {
        let night = try desk()
        await night.begins()
        await night.answers("number +…71")
        #expect(night.leg("number +…71")?.hears == ["desk-whisper"])
        await night.passes(.seconds(15))
        #expect(night.leg("number +…71")?.hungUp == .noAnswer)
        await night.callerHangsUp()
        #expect(night.outcome == .abandoned(.ringing))
        #expect(night.journal.obligations == [])
    }
}
