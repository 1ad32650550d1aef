import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("Callback: read back, committed, then promised")
@Signalling
struct CallbackTests {
    private func routine(caller: String? = "+16025550142", safe: [Instruction] = [.hangUp]) throws -> Night {
        try Night([.start: [Clinic.callback()]], safe: safe, callerNumber: caller)
    }

    @Test("The caller's own number is read back digit by digit, 1 confirms, and the commit comes before the promise")
    func ownNumber() async throws {
        let night = try routine()
        await night.begins()
        #expect(
            night.caller.hears == ["nightbell-your-number-is"]
                + [6, 0, 2, 5, 5, 5, 0, 1, 4, 2].map { "nightbell-\($0)" } + ["nightbell-confirm-number"])
        await night.callerPresses("1")
        await night.passes(.seconds(5))
        #expect(night.outcome == .callbackPromised(ObligationID(1)))
        let committed = try #require(night.chronicle.index(of: "commit callback"))
        let promised = try #require(night.chronicle.index(of: "caller hears nightbell-callback-promised"))
        #expect(committed < promised)
        #expect(night.journal.obligations.first?.number?.e164 == "+16025550142")
        #expect(night.caller.hungUp == .normal)
        #expect(night.events.all.contains(.promised(ObligationID(1))))
        #expect(night.record?.choices == [])
        #expect(night.leftovers == [])
    }

    @Test("2 asks for another number: 6025550143 and pound, read back, 2, again 6025550144, 1")
    func otherNumber() async throws {
        let night = try routine()
        await night.begins()
        await night.callerPresses("2")
        #expect(night.caller.hears == ["nightbell-enter-number"])
        await night.callerPresses("6025550143#")
        #expect(night.caller.hears.first == "nightbell-your-number-is")
        await night.callerPresses("2")
        await night.callerPresses("6025550144#")
        await night.callerPresses("1")
        await night.passes(.seconds(5))
        #expect(night.journal.obligations.map { $0.number?.e164 } == ["+16025550144"])
        #expect(night.outcome == .callbackPromised(ObligationID(1)))
    }

    @Test("Without pound the number ends 4 s after its last digit; * begins it again")
    func interDigit() async throws {
        let night = try routine(caller: nil)
        await night.begins()
        await night.callerPresses("60*6025550145")
        await night.passes(.milliseconds(3_999))
        #expect(night.caller.hears == [])
        await night.passes(.milliseconds(1))
        #expect(night.caller.hears.first == "nightbell-your-number-is")
        await night.callerPresses("1")
        await night.passes(.seconds(5))
        #expect(night.journal.obligations.first?.number?.e164 == "+16025550145")
    }

    @Test("A number that is none is asked for again, three times at the most, and then a person is tried")
    func noNumber() async throws {
        let night = try routine(caller: nil)
        await night.begins()
        for _ in 1...3 {
            #expect(night.caller.hears == ["nightbell-enter-number"])
            await night.callerPresses("911#")
        }
        #expect(night.routing.rescues == 1)
        #expect(night.journal.obligations == [])
        #expect(night.outcome == .informed)
    }

    @Test("A caller who presses no key at all is called back at the number that the call came from")
    func noKeys() async throws {
        let night = try routine()
        await night.begins()
        await night.passes(.seconds(60))
        #expect(night.outcome == .callbackPromised(ObligationID(1)))
        #expect(night.journal.obligations.first?.number?.e164 == "+16025550142")
    }

    @Test("A commit that fails once is tried again after 250 ms, and nothing is promised before it works")
    func retry() async throws {
        let night = try routine()
        night.journal.commits = { $0 == 1 ? .fails : .works }
        await night.begins()
        await night.callerPresses("1")
        await night.passes(.milliseconds(249))
        #expect(night.chronicle.index(of: "caller hears nightbell-callback-promised") == nil)
        await night.passes(.milliseconds(1))
        #expect(night.caller.hears.first == "nightbell-callback-promised")
        await night.passes(.seconds(5))
        #expect(night.outcome == .callbackPromised(ObligationID(1)))
        #expect(night.journal.asked == 2)
    }

    @Test("A commit that fails 3 times is confessed, and the caller is led to a person; nothing is promised")
    func storeFails() async throws {
        let safe = [try Clinic.escalation([Clinic.step(1, [try Targets.phone("201", "Desk", accept: nil)])])]
        let night = try routine(safe: safe)
        night.journal.commits = { _ in .fails }
        await night.begins()
        await night.callerPresses("1")
        await night.passes(.milliseconds(1_250))
        #expect(night.caller.hears == ["nightbell-callback-failed"])
        await night.passes(.seconds(2))
        #expect(night.ringing == ["phone 201"])
        await night.answers("phone 201")
        await night.callerHangsUp()
        #expect(night.outcome == .reachedHuman(nil))
        #expect(night.chronicle.index(of: "caller hears nightbell-callback-promised") == nil)
        #expect(night.record?.trace.contains("safe plan: the callback could not be committed") == true)
        #expect(night.events.all.contains(.commitFailed(.callback)))
    }

    @Test("A store that does not answer is given up after 5 s, and not asked twice")
    func storeHangs() async throws {
        let night = try routine()
        night.journal.commits = { _ in .hangs }
        await night.begins()
        await night.callerPresses("1")
        await night.passes(.milliseconds(4_999))
        #expect(night.caller.hears == [])
        await night.passes(.milliseconds(1))
        #expect(night.caller.hears == ["nightbell-callback-failed"])
        #expect(night.journal.asked == 1)
        await night.callerHangsUp()
    }

    @Test("A caller who hangs up while the number is being committed is owed the callback")
    func hangUpDuringCommit() async throws {
        let night = try routine()
        night.journal.commits = { $0 == 1 ? .fails : .works }
        await night.begins()
        await night.callerPresses("1")
        await night.callerHangsUp()
        #expect(night.outcome == nil)
        await night.passes(.milliseconds(250))
        #expect(night.outcome == .caseOpened(ObligationID(1)))
        #expect(night.journal.obligations.first?.kind == .callback)
        #expect(night.leftovers == [])
    }

    @Test("9 leaves a number while the phones ring on; they stop when it is committed and promised")
    func leaveNumber() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.passes(.seconds(10))
        await night.callerPresses("9")
        #expect(night.caller.hears.first == "nightbell-your-number-is")
        #expect(night.ringing == ["phone 211"])
        await night.callerPresses("1")
        #expect(night.caller.hears.first == "nightbell-callback-promised")
        #expect(night.ringing == ["phone 211"])
        await night.passes(.seconds(4))
        #expect(night.dialer.attempt("phone 211")?.cancelled == .callerLeft)
        #expect(night.outcome == .callbackPromised(ObligationID(1)))
        #expect(night.journal.open.map(\.kind) == [.openCase])
        #expect(night.leftovers == [])
    }

    @Test("Who accepts while the caller leaves a number gets the caller, and nothing is owed")
    func acceptWhileLeaving() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.callerPresses("9")
        await night.callerPresses("2")
        await night.callerPresses("602555")
        await night.answers("phone 211")
        await night.presses("1", on: "phone 211")
        #expect(night.dialer.bridges == ["caller + phone 211"])
        await night.callerHangsUp()
        #expect(night.outcome == .reachedHuman(PersonID("adams")))
        #expect(night.journal.obligations == [])
        #expect(night.leftovers == [])
    }

    @Test("Who accepts while the caller hears the promise gets the caller, and the case is resolved")
    func acceptDuringPromise() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.answers("phone 211")
        await night.callerPresses("9")
        await night.callerPresses("1")
        #expect(night.caller.hears.first == "nightbell-callback-promised")
        await night.presses("1", on: "phone 211")
        #expect(night.dialer.bridges == ["caller + phone 211"])
        #expect(night.journal.resolved == [ObligationID(1)])
        await night.callerHangsUp()
        #expect(night.outcome == .reachedHuman(PersonID("adams")))
        #expect(night.journal.open == [])
    }

    @Test("The round ends while a number is being left: the caller is left in peace until it is promised")
    func exhaustedWhileLeaving() async throws {
        let night = try Night(Clinic.urgentPlans([Clinic.step(1, [try Targets.phone("211", "A")])]))
        await night.begins()
        await night.passes(.seconds(24))
        await night.callerPresses("9")
        await night.passes(.seconds(2))
        #expect(night.routing.asked == [.start])
        await night.callerPresses("1")
        await night.passes(.seconds(4))
        #expect(night.outcome == .callbackPromised(ObligationID(1)))
        #expect(night.leftovers == [])
    }

    @Test("A callback that cannot be stored during an escalation leaves the caller waiting for a person")
    func storeFailsDuringEscalation() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        night.journal.commits = { $0 <= 3 ? .fails : .works }
        await night.begins()
        await night.callerPresses("9")
        await night.callerPresses("1")
        await night.passes(.seconds(4))
        #expect(night.caller.hears == ["music"])
        #expect(night.ringing == ["phone 211"])
        await night.callerHangsUp()
        #expect(night.outcome == .caseOpened(ObligationID(1)))
    }
}
