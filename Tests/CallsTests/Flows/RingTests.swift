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

    private func group(apart: Duration? = nil, patience: Duration? = nil, ringTime: Duration = .seconds(30)) throws
        -> Night
    {
        let plan = RingPlan(
            targets: [
                try Targets.phone("201", "Front desk", accept: nil), try Targets.phone("202", "Desk 2", accept: nil),
            ],
            ringTime: ringTime, apart: apart, patience: patience, callerHears: PromptRef("music", language: "en"),
            whisper: Clinic.prompts("desk-whisper"))
        return try Night([.start: [.ring(plan), .say(Clinic.prompts("closed"), bargeIn: .allowed), .hangUp]])
    }

    @Test("A group 8 s apart: the second phone joins after 8 s, the first stops at 30 s and the second at 38 s")
    func apart() async throws {
        let night = try group(apart: .seconds(8))
        await night.begins()
        #expect(night.ringing == ["phone 201"])
        await night.passes(.milliseconds(7_999))
        #expect(night.ringing == ["phone 201"])
        await night.passes(.milliseconds(1))
        #expect(night.ringing == ["phone 201", "phone 202"])
        await night.passes(.seconds(22))
        #expect(night.ringing == ["phone 202"])
        await night.passes(.seconds(8))
        #expect(night.caller.hears == ["closed"])
    }

    @Test("In order is a ring time apart: the second phone rings when the first has stopped")
    func inOrder() async throws {
        let night = try group(apart: .seconds(30))
        await night.begins()
        await night.passes(.seconds(30))
        #expect(night.ringing == ["phone 202"])
        await night.passes(.seconds(30))
        #expect(night.caller.hears == ["closed"])
    }

    @Test("A queue of 50 s rings 30 s and 20 s, and then leads on")
    func queue() async throws {
        let night = try group(patience: .seconds(50))
        await night.begins()
        await night.passes(.seconds(30))
        #expect(night.ringing == ["phone 201", "phone 202"])
        #expect(night.caller.hears == ["music"])
        await night.passes(.milliseconds(19_999))
        #expect(night.ringing == ["phone 201", "phone 202"])
        await night.passes(.milliseconds(1))
        #expect(night.caller.hears == ["closed"])
        await night.passes(.seconds(2))
        #expect(night.record?.attempts.count == 4)
        #expect(night.leftovers == [])
    }

    @Test("Who leaves a queue leaves no obligation behind; who answers in its second ring has the caller")
    func queueEnds() async throws {
        let night = try group(patience: .seconds(120))
        await night.begins()
        await night.passes(.seconds(40))
        await night.answers("phone 202")
        #expect(night.dialer.bridges == ["caller + phone 202"])
        await night.callerHangsUp()
        let other = try group(patience: .seconds(120))
        await other.begins()
        await other.passes(.seconds(40))
        await other.callerHangsUp()
        #expect(other.outcome == .abandoned(.ringing))
        #expect(other.journal.obligations == [])
        #expect(other.leftovers == [])
    }
}
