import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("Menu: keys, silence, type-ahead and barge-in")
@Signalling
struct MenuTests {
    private func night() throws -> Night { try Night(Clinic.nightPlans(Clinic.adamsThenBaker())) }

    @Test("A key stops the menu's prompt at once (barge-in)")
    func bargeIn() async throws {
        let night = try night()
        await night.begins()
        await night.passes(.seconds(3))
        #expect(night.caller.hears == ["night-menu"])
        await night.callerPresses("5")
        #expect(night.caller.hears == ["reaching"])
        #expect(night.elapsed == .seconds(3))
    }

    @Test("A key pressed during an announcement does not stop it, and answers the menu behind it (type-ahead)")
    func typeAhead() async throws {
        let night = try night()
        await night.begins()
        await night.callerPresses("5")
        await night.passes(.milliseconds(1_999))
        #expect(night.caller.hears == ["greeting"])
        await night.passes(.milliseconds(1))
        #expect(night.ringing == ["phone 211"])
        #expect(night.routing.asked == [.start, .key(menu: "night", try Clinic.key("5"))])
    }

    @Test("A key that stops a prompt before a menu is the menu's key")
    func keptKey() async throws {
        var plans = try Clinic.nightPlans(Clinic.adamsThenBaker())
        plans[.start] = [.say(Clinic.prompts("long"), bargeIn: .allowed), try Clinic.menu()]
        let night = try Night(plans)
        await night.begins()
        await night.passes(.seconds(1))
        await night.callerPresses("5")
        #expect(night.routing.asked.last == .key(menu: "night", try Clinic.key("5")))
        #expect(night.elapsed == .seconds(1))
    }

    @Test("Silence is told 6 s after the prompt, and counted: the second leads to a person")
    func silence() async throws {
        let night = try night()
        await night.begins()
        await night.passes(.milliseconds(9_999))
        #expect(night.routing.asked == [.start])
        await night.passes(.milliseconds(1))
        #expect(night.routing.asked.last == .silence(menu: "night", times: 1))
        await night.passes(.seconds(8))
        #expect(night.routing.asked.last == .silence(menu: "night", times: 2))
        #expect(night.ringing == ["phone 211"])
    }

    @Test("A key that the menu does not have is told and counted: the second leads to a person")
    func wrongKey() async throws {
        let night = try night()
        await night.begins()
        await night.passes(.seconds(2))
        await night.callerPresses("7")
        #expect(night.caller.hears == ["wrong"])
        await night.passes(.seconds(2))
        #expect(night.caller.hears == ["night-menu"])
        await night.callerPresses("8")
        #expect(night.routing.asked.last == .wrongKey(menu: "night", times: 2))
        #expect(night.ringing == ["phone 211"])
        #expect(night.events.all.contains(.pressed(menu: "night", try Clinic.key("7"))))
    }
}
