import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("The urgent call outlives the caller")
@Signalling
struct CallerLeavesTests {
    @Test("Hanging up while a phone rings stops the ringing and opens a case with the caller's number, due in 900 s")
    func openCase() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.passes(.seconds(7))
        await night.callerHangsUp()
        #expect(night.dialer.attempt("phone 211")?.cancelled == .callerLeft)
        #expect(night.outcome == .caseOpened(ObligationID(1)))
        let owed = try #require(night.journal.obligations.first)
        #expect(owed.kind == .openCase)
        #expect(owed.number?.e164 == "+16025550142")
        #expect(owed.reason == "urgent")
        #expect(owed.due == Night.start + .seconds(907))
        #expect(night.record?.attempts.map(\.result) == [.callerLeft])
        #expect(night.record?.trace.last == "case #1 stays open")
        #expect(night.leftovers == [])
    }

    @Test("A caller without a number leaves a case without one")
    func withheld() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()), callerNumber: nil)
        await night.begins()
        await night.callerHangsUp()
        #expect(night.outcome == .caseOpened(ObligationID(1)))
        #expect(night.journal.obligations.first?.number == nil)
    }

    @Test("A number that was entered but could not be stored is in the case when the caller leaves in round 2")
    func enteredNumberIsKept() async throws {
        var plans = try Clinic.urgentPlans(Clinic.adamsThenBaker())
        plans[.exhausted(policy: "urgent", round: 1)] = [try Clinic.escalation(round: 2, Clinic.adamsThenBaker())]
        let night = try Night(plans, callerNumber: nil)
        night.journal.commits = { $0 <= 3 ? .fails : .works }
        await night.begins()
        await night.callerPresses("9")
        await night.callerPresses("6025550143#")
        await night.callerPresses("1")
        await night.passes(.seconds(60))
        #expect(night.record == nil)
        await night.callerHangsUp()
        #expect(night.outcome == .caseOpened(ObligationID(1)))
        #expect(night.journal.obligations.first?.number?.e164 == "+16025550143")
    }

    @Test("A case that cannot be committed after 3 tries is a fact of the record, and a fault of the store")
    func storeFails() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        night.journal.commits = { _ in .fails }
        await night.begins()
        await night.callerHangsUp()
        await night.passes(.milliseconds(1_250))
        #expect(night.journal.asked == 3)
        #expect(night.outcome == .failed(.store))
        #expect(night.record?.trace.last == "could not commit openCase: disk full")
    }

    @Test("Leaving after nobody accepted, while a number is asked for, leaves the case all the same")
    func whileLeavingNumber() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.passes(.seconds(51))
        #expect(night.caller.hears.first == "nightbell-your-number-is")
        await night.callerHangsUp()
        #expect(night.outcome == .caseOpened(ObligationID(1)))
        #expect(night.journal.obligations.first?.number?.e164 == "+16025550142")
        #expect(night.leftovers == [])
    }

    @Test("A routine call that is given up leaves nothing but a record that says where")
    func routine() async throws {
        let night = try Night(Clinic.nightPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.passes(.seconds(3))
        await night.callerHangsUp()
        #expect(night.outcome == .abandoned(.menu))
        #expect(night.journal.obligations == [])
        #expect(night.record?.times.answered == Night.start)
    }

    @Test("A drain during an escalation hangs up with .drained, and the case is committed")
    func drain() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.passes(.seconds(7))
        await night.drains()
        #expect(night.caller.hungUp == .drained)
        #expect(night.outcome == .failed(.drained))
        #expect(night.journal.open.map(\.kind) == [.openCase])
        #expect(night.leftovers == [])
    }

    @Test("A drain during a bridge hangs up both")
    func drainDuringBridge() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.answers("phone 211")
        await night.presses("1", on: "phone 211")
        await night.drains()
        #expect(night.caller.hungUp == .drained)
        #expect(night.leg("phone 211")?.hungUp == .drained)
        #expect(night.outcome == .reachedHuman(PersonID("adams")))
    }

    @Test("Dead audio of the caller in an urgent call opens the case; in a menu it is a fault")
    func deadMedia() async throws {
        let urgent = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await urgent.begins()
        urgent.caller.end(.deadMedia)
        await urgent.settles()
        #expect(urgent.outcome == .caseOpened(ObligationID(1)))
        let menu = try Night(Clinic.nightPlans(Clinic.adamsThenBaker()))
        await menu.begins()
        menu.caller.end(.deadMedia)
        await menu.settles()
        #expect(menu.outcome == .failed(.deadMedia))
    }
}
