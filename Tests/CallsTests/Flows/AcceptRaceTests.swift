import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("Two at once: one arbiter per call")
@Signalling
struct AcceptRaceTests {
    private func together(accept: Character?) throws -> Night {
        let targets = [
            try Targets.phone("211", "Dr. Adams", person: "adams", accept: accept),
            try Targets.phone("212", "Dr. Baker", person: "baker", accept: accept),
        ]
        return try Night(Clinic.urgentPlans([Clinic.step(1, targets)]))
    }

    @Test("Two press 1 in the same millisecond: one is bridged, the other hears so and is hung up after 2 s")
    func twoKeys() async throws {
        let night = try together(accept: "1")
        await night.begins()
        await night.answers("phone 211")
        await night.answers("phone 212")
        night.leg("phone 212")?.press("1")
        night.leg("phone 211")?.press("1")
        await night.settles()
        #expect(night.dialer.bridges == ["caller + phone 212"])
        #expect(night.leg("phone 211")?.hears == ["nightbell-taken-elsewhere"])
        await night.passes(.seconds(2))
        #expect(night.leg("phone 211")?.hungUp == .answeredElsewhere)
        #expect(night.leg("phone 212")?.ending == nil)
        await night.callerHangsUp()
        #expect(night.outcome == .reachedHuman(PersonID("baker")))
        #expect(Set(night.record?.attempts.map(\.result) ?? []) == [.accepted, .answeredElsewhere])
        #expect(night.leftovers == [])
    }

    @Test("Two trusted phones answer in the same millisecond: one is bridged, the other hears so")
    func twoTrusted() async throws {
        let night = try together(accept: nil)
        await night.begins()
        night.dialer.attempt("phone 211")?.answer()
        night.dialer.attempt("phone 212")?.answer()
        await night.settles()
        #expect(night.dialer.bridges == ["caller + phone 211"])
        #expect(night.leg("phone 212")?.hears == ["nightbell-taken-elsewhere"])
        await night.passes(.seconds(6))
        #expect(night.leg("phone 212")?.hungUp == .answeredElsewhere)
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test("Accepted in the same millisecond in which the caller hangs up: nobody is bridged, and the case is open")
    func acceptAndHangUp() async throws {
        for callerFirst in [true, false] {
            let night = try together(accept: "1")
            await night.begins()
            await night.answers("phone 211")
            if callerFirst { night.caller.end(.remote) }
            night.leg("phone 211")?.press("1")
            if !callerFirst { night.caller.end(.remote) }
            await night.settles()
            #expect(night.dialer.bridges == [])
            #expect(night.leg("phone 211")?.hungUp == .callerLeft)
            #expect(night.dialer.attempt("phone 212")?.cancelled == .callerLeft)
            #expect(night.outcome == .caseOpened(ObligationID(1)))
            #expect(night.leftovers == [])
        }
    }

    @Test("The caller hangs up right after the bridge: a late one is hung up too, at once")
    func hangUpDuringFarewell() async throws {
        let night = try together(accept: "1")
        await night.begins()
        await night.answers("phone 211")
        await night.answers("phone 212")
        await night.presses("1", on: "phone 211")
        await night.callerHangsUp()
        #expect(night.outcome == .reachedHuman(PersonID("adams")))
        #expect(night.elapsed == .zero)
        #expect(night.leg("phone 212")?.hungUp == .answeredElsewhere)
        #expect(night.leftovers == [])
    }
}
