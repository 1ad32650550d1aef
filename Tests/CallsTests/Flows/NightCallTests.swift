import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("A whole night call")
@Signalling
struct NightCallTests {
    @Test("Greeting, 5, the primary rings out at exactly 25 s, the secondary hears the whisper and accepts with 1")
    func wholeNight() async throws {
        let night = try Night(Clinic.nightPlans(Clinic.adamsThenBaker()))
        night.routing.reasons[.key(menu: "night", try Clinic.key("5"))] = "urgent"
        await night.begins()
        #expect(night.caller.rang == 0)
        #expect(night.caller.hears == ["greeting"])
        await night.passes(.seconds(2))
        #expect(night.caller.hears == ["night-menu"])
        await night.passes(.seconds(1))
        await night.callerPresses("5")
        #expect(night.ringing == ["phone 211"])
        #expect(night.caller.hears == ["reaching"])
        await night.passes(.seconds(2))
        #expect(night.caller.hears == ["music"])
        await night.passes(.milliseconds(22_999))
        #expect(night.ringing == ["phone 211"])
        await night.passes(.milliseconds(1))
        #expect(night.ringing == ["phone 212"])
        #expect(night.dialer.attempt("phone 211")?.cancelled == .noAnswer)
        await night.passes(.seconds(4))
        await night.answers("phone 212")
        #expect(night.leg("phone 212")?.hears == ["whisper"])
        #expect(night.dialer.bridges == [])
        await night.passes(.seconds(3))
        await night.presses("1", on: "phone 212")
        #expect(night.dialer.bridges == ["caller + phone 212"])
        #expect(night.leg("phone 212")?.bridgedTo == "caller")
        await night.passes(.seconds(60))
        #expect(night.outcome == nil)
        await night.callerHangsUp()
        #expect(night.outcome == .reachedHuman(PersonID("baker")))
        #expect(night.leg("phone 212")?.hungUp == .normal)
        let record = try #require(night.record)
        #expect(record.times.timeToHuman == .seconds(35))
        #expect(record.times.ended == Night.start + .seconds(95))
        #expect(record.attempts.map(\.result) == [.noAnswer, .accepted])
        #expect(record.attempts.map(\.step) == [1, 2])
        #expect(record.choices == ["night: 5 urgent"])
        #expect(record.legs.map(\.party) == ["caller", "phone 212"])
        #expect(night.journal.obligations == [])
        #expect(night.leftovers == [])
    }
}
