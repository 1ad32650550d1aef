import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("No engine can keep a call going in circles")
@Signalling
struct LoopGuardTests {
    @Test("An engine that answers every exhausted round with another empty one is stopped by the safe plan")
    func emptyRounds() async throws {
        let desk = [try Clinic.escalation([Clinic.step(1, [try Targets.phone("201", "Desk", accept: nil)])])]
        let night = try Night([:], safe: desk)
        let empty = try Clinic.escalation([])
        night.routing.override = { _ in [empty] }
        await night.begins()
        #expect(night.routing.asked.count == 60)
        #expect(night.routing.rescues == 1)
        #expect(night.ringing == ["phone 201"])
        await night.callerHangsUp()
        #expect(night.outcome == .caseOpened(ObligationID(1)))
    }

    @Test("A plan that ends nowhere and a safe plan that does too end the call as our fault, after 4 safe plans")
    func nonsense() async throws {
        let night = try Night([.start: []], safe: [])
        await night.begins()
        await night.passes(.seconds(3))
        #expect(night.routing.rescues == 4)
        #expect(night.caller.heard == ["nightbell-goodbye"])
        #expect(night.outcome == .failed(.internalFault))
        #expect(night.leftovers == [])
    }

    @Test("A plan of 100,000 instructions is cut off at 400")
    func endlessPlan() async throws {
        let say = Instruction.say([], bargeIn: .allowed)
        let night = try Night([.start: Array(repeating: say, count: 100_000)], safe: [.hangUp])
        await night.begins()
        #expect(night.routing.rescues == 1)
        #expect(night.outcome == .informed)
    }

    @Test("A safe plan that cannot store its callback either gives up as a fault of the store")
    func storeAndSafePlan() async throws {
        let night = try Night([.start: [Clinic.callback()]], safe: [Clinic.callback(.openCase)])
        night.journal.commits = { _ in .fails }
        await night.begins()
        await night.passes(.seconds(300))
        #expect(night.outcome == .failed(.store))
        #expect(night.record?.trace.filter { $0.hasPrefix("safe plan") }.count == 4)
        #expect(night.chronicle.index(of: "caller hears nightbell-callback-promised") == nil)
    }
}
