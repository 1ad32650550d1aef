import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("Behind every decision stands the safe plan")
@Signalling
struct EngineFailureTests {
    private func night() throws -> Night {
        let desk = [try Clinic.escalation([Clinic.step(1, [try Targets.phone("201", "Desk", accept: nil)])])]
        return try Night([.start: [Clinic.callback()]], safe: desk)
    }

    @Test("An engine that fails is not waited for: the desk rings at once")
    func fails() async throws {
        let night = try night()
        night.routing.engine = { _ in .fails }
        await night.begins()
        #expect(night.routing.rescues == 1)
        #expect(night.ringing == ["phone 201"])
        await night.callerHangsUp()
        #expect(night.record?.trace.contains("safe plan: the engine did not answer") == true)
        #expect(night.journal.decisions.map(\.question) == [.safePlan])
        #expect(night.leftovers == [])
    }

    @Test("An engine that hangs has 500 ms, and then the desk rings")
    func hangs() async throws {
        let night = try night()
        night.routing.engine = { _ in .hangs }
        await night.begins()
        #expect(night.ringing == [])
        await night.passes(.milliseconds(499))
        #expect(night.ringing == [])
        await night.passes(.milliseconds(1))
        #expect(night.routing.rescues == 1)
        #expect(night.ringing == ["phone 201"])
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test("An engine that fails in the middle of a call leads to the safe plan from there, with what is known so far")
    func failsLater() async throws {
        let night = try night()
        let empty = try Clinic.escalation([])
        night.routing.plans[.start] = [empty]
        night.routing.reasons[.start] = "urgent"
        night.routing.engine = { $0 == .start ? .works : .fails }
        await night.begins()
        #expect(night.ringing == ["phone 201"])
        await night.callerHangsUp()
        #expect(night.journal.decisions.map(\.question).prefix(2) == [.decision, .safePlan])
        #expect(night.journal.decisions.last?.facts.reason == "urgent")
    }
}
