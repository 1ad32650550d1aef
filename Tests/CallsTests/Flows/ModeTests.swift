import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("A mode that is set on the telephone")
@Signalling
struct ModeTests {
    private func night(site: String? = nil, menu: String? = nil) throws -> (Night, FakeModeDesk) {
        let plan = ModePlan(
            site: site, menu: menu,
            choices: [
                .init(key: try Clinic.key("1"), mode: "snow-day", prompt: PromptRef("mode-snow-day", language: "en")),
                .init(key: try Clinic.key("3"), mode: "storm", prompt: PromptRef("mode-storm", language: "en")),
            ], language: "en")
        let night = try Night([
            .start: [.setMode(plan), .hangUp],
            .askedForPerson(menu: menu): [try Clinic.escalation(Clinic.adamsThenBaker())],
            .exhausted(policy: "urgent", round: 1): [Clinic.callback(.openCase)],
        ])
        let desk = FakeModeDesk(night.chronicle)
        night.desk = desk
        return (night, desk)
    }

    private static let list = [
        "nightbell-mode-for", "mode-snow-day", "nightbell-mode-press", "nightbell-1", "nightbell-mode-for",
        "mode-storm", "nightbell-mode-press", "nightbell-3", "nightbell-mode-usual",
    ]

    @Test("The PIN and key 1: the mode is on disk before it is said, and no event and no record has the PIN")
    func right() async throws {
        let (night, desk) = try night(site: "mesa")
        await night.begins()
        #expect(night.caller.hears == ["nightbell-enter-pin"])
        await night.callerPresses("4711#")
        #expect(night.caller.hears == Self.list)
        await night.callerPresses("1")
        #expect(desk.changes == ["mesa: snow-day"])
        #expect(night.caller.hears == ["nightbell-mode-set", "mode-snow-day", "nightbell-goodbye"])
        let stored = try #require(night.chronicle.index(of: "mode snow-day"))
        let said = try #require(night.chronicle.index(of: "caller hears nightbell-mode-set"))
        #expect(stored < said)
        await night.passes(.seconds(60))
        #expect(night.outcome == .informed)
        #expect(night.record?.choices == ["set mode: snow-day for mesa"])
        #expect(!String(describing: night.events.all).contains("4711"))
        #expect(!String(describing: night.record).contains("4711"))
        #expect(night.leftovers == [])
    }

    @Test("* goes back to the usual hours")
    func clear() async throws {
        let (night, desk) = try night()
        await night.begins()
        await night.callerPresses("4711#*")
        #expect(desk.changes == ["none"])
        #expect(night.caller.hears == ["nightbell-mode-cleared", "nightbell-goodbye"])
    }

    @Test("3 wrong PINs, or 3 silences, end with a goodbye; nothing is set and nobody is rung")
    func wrong() async throws {
        let (night, desk) = try night()
        await night.begins()
        await night.callerPresses("4712#")
        #expect(night.caller.hears == ["nightbell-wrong-pin", "nightbell-enter-pin"])
        await night.callerPresses("471#")
        await night.callerPresses("4712#")
        #expect(night.caller.hears == ["nightbell-goodbye"])
        #expect(desk.checked == 3)
        await night.passes(.seconds(60))
        #expect(night.outcome == .informed)
        #expect(!String(describing: night.record).contains("4712"))
        let (silent, other) = try self.night()
        await silent.begins()
        await silent.passes(.seconds(120))
        #expect(silent.outcome == .informed)
        #expect(silent.caller.heard.count { $0 == "nightbell-enter-pin" } == 3)
        #expect(other.checked == 0)
        #expect(desk.changes + other.changes == [])
        #expect(night.ringing + silent.ringing == [])
        #expect(night.leftovers + silent.leftovers == [])
    }

    @Test("After too many wrong ones within the hour a PIN is not looked at, and the call ends as with wrong ones")
    func tooMany() async throws {
        let (night, desk) = try night()
        desk.refusal = .tooMany
        await night.begins()
        for _ in 1...3 { await night.callerPresses("4712#") }
        await night.passes(.seconds(60))
        #expect(night.outcome == .informed)
        #expect(night.record?.trace.count { $0.contains("too many") } == 3)
    }

    @Test("0 leads to a person, at the PIN after a pause of 4 s and at the modes at once")
    func zero() async throws {
        let (night, _) = try night(menu: "night")
        await night.begins()
        await night.callerPresses("0")
        await night.passes(.milliseconds(3_999))
        #expect(night.ringing == [])
        await night.passes(.milliseconds(1))
        #expect(night.routing.asked.last == .askedForPerson(menu: "night"))
        #expect(night.ringing == ["phone 211"])
        let (late, desk) = try self.night()
        await late.begins()
        await late.callerPresses("4711#0")
        #expect(late.ringing == ["phone 211"])
        #expect(desk.changes == [])
    }

    @Test("A key that is no mode's is told so and the modes are said again; silence likewise, 3 times in all")
    func unknownKey() async throws {
        let (night, desk) = try night()
        await night.begins()
        await night.callerPresses("4711#")
        await night.callerPresses("2")
        #expect(night.caller.hears == ["nightbell-wrong-key"] + Self.list)
        await night.passes(.seconds(120))
        #expect(night.caller.heard.suffix(2) == ["nightbell-mode-unchanged", "nightbell-goodbye"])
        #expect(night.caller.heard.count { $0 == "mode-storm" } == 3)
        #expect(desk.changes == [])
        #expect(night.outcome == .informed)
    }

    @Test("A store that fails, or takes longer than 5 s: the caller hears that it was not saved")
    func storeFails() async throws {
        for behaviour in [RecordingJournal.Behaviour.fails, .hangs] {
            let (night, desk) = try night()
            desk.behaviour = behaviour
            await night.begins()
            await night.callerPresses("4711#3")
            await night.passes(.seconds(5))
            #expect(night.caller.heard.contains("nightbell-mode-failed"))
            #expect(!night.caller.heard.contains("nightbell-mode-set"))
            await night.passes(.seconds(60))
            #expect(night.outcome == .informed)
            #expect(night.record?.choices == [])
            #expect(night.leftovers == [])
        }
    }

    @Test("Who hangs up at the PIN or at the modes has set nothing and leaves nothing behind")
    func hangUp() async throws {
        for keys in ["", "47", "4711#"] {
            let (night, desk) = try night()
            await night.begins()
            await night.callerPresses(keys)
            await night.callerHangsUp()
            #expect(night.outcome == .abandoned(.menu))
            #expect(desk.changes == [])
            #expect(night.leftovers == [])
        }
    }

    @Test("Where there is no desk, the call says good bye")
    func noDesk() async throws {
        let (night, _) = try night()
        night.desk = nil
        await night.begins()
        await night.passes(.seconds(60))
        #expect(night.outcome == .informed)
        #expect(night.caller.heard == ["nightbell-wrong-pin", "nightbell-goodbye"])
    }
}
