import CallModel
import Routing
import Testing

@Suite("Decisions of flows and menus")
struct MenuDecisionTests {
    private let christmas = "2026-12-25 03:00"
    private let monday = "2026-03-02 09:00"

    @Test("At night the greeting is announced and the night menu asked; the trace says why")
    func night() throws {
        let decision = try Clinics.table().decide(.start, at: christmas)
        #expect(
            decision.plan.instructions == [
                .say([PromptRef("greeting", language: "en")], bargeIn: .announcement),
                .menu(
                    MenuPlan(
                        menu: "night", prompts: [PromptRef("night-menu", language: "en")],
                        keys: ["0", "2", "5", "8"].compactMap { Key($0) }, firstKeyTimeout: .seconds(5))),
            ])
        #expect(
            decision.lines == [
                "time: Fri 2026-12-25 03:00 MST", "numbers.+16025550100: flow main, language en",
                "flows.main: office hours: closed (holiday Christmas Day)", "flows.main: menu night",
            ])
        #expect(decision.trace.configuration == ConfigurationVersion("0123456789ab"))
        #expect(decision.language == "en")
        #expect(decision.reason == nil)
    }

    @Test("In office hours the trusted front desk rings 20 s with ringback, and then the day menu asks")
    func day() throws {
        let decision = try Clinics.table().decide(.start, at: monday)
        #expect(decision.plan.instructions.count == 3)
        guard case .ring(let ring) = decision.plan.instructions[1] else {
            Issue.record("no ring")
            return
        }
        #expect(ring.targets.map(\.label) == ["phone 201"])
        #expect(ring.targets.map(\.acceptance) == [.answering])
        #expect(ring.ringTime == .seconds(20))
        #expect(ring.callerHears == PromptRef("nightbell-ringback", language: "en"))
        #expect(
            decision.lines.dropFirst(2) == [
                "flows.main: office hours: open (Mon 08:00-17:00)", "flows.desk: ring phone 201 (Front desk)",
                "flows.desk: menu day",
            ])
    }

    @Test("A number of its own language is answered in it")
    func spanish() throws {
        let table = try Clinics.table()
        let facts = CallFacts(dialled: try Clinics.number(Clinics.spanish), caller: nil)
        let decision = table.decide(facts, at: try table.zone.at(christmas))
        #expect(decision.language == "es")
        #expect(
            decision.plan.instructions.first == .say([PromptRef("greeting", language: "es")], bargeIn: .announcement))
        #expect(table.tag(of: facts.dialled) == "flyer")
    }

    @Test("Key 5 gives the reason and escalates; key 8 changes the language and asks again")
    func keys() throws {
        let table = try Clinics.table()
        let urgent = try table.decide(.key(menu: "night", try Clinics.key("5")), at: christmas)
        #expect(urgent.reason == "urgent")
        #expect(urgent.escalation?.policy == "urgent")
        #expect(urgent.lines[1] == "menus.night: key 5: reason urgent, escalate urgent")
        let again = try table.decide(.key(menu: "night", try Clinics.key("8")), at: christmas)
        #expect(again.language == "es")
        guard case .menu(let menu)? = again.plan.instructions.first else {
            Issue.record("no menu")
            return
        }
        #expect(menu.prompts == [PromptRef("night-menu", language: "es")])
    }

    @Test("0 leads to a person without being configured, and so does silence")
    func person() throws {
        let table = try Clinics.table()
        #expect(
            try table.decide(.key(menu: "night", try Clinics.key("0")), at: christmas).escalation?.policy == "urgent")
        #expect(try table.decide(.silence(menu: "night", times: 1), at: christmas).escalation?.policy == "urgent")
    }

    @Test("A wrong key is asked again twice, and the third leads to a person", arguments: [1, 2, 3, 4])
    func wrongKey(times: Int) throws {
        let decision = try Clinics.table().decide(.wrongKey(menu: "night", times: times), at: christmas)
        if times <= 2 {
            #expect(
                decision.plan.instructions.first
                    == .say([PromptRef("nightbell-wrong-key", language: "en")], bargeIn: .allowed))
            #expect(decision.plan.instructions.count == 2)
            #expect(decision.lines.last == "menus.night: wrong key, time \(times) of 2: ask again")
        } else {
            #expect(decision.escalation?.policy == "urgent")
        }
    }

    @Test("A key that the menu does not have is a wrong key, whatever Calls believes")
    func unknownKey() throws {
        let decision = try Clinics.table().decide(.key(menu: "night", try Clinics.key("7")), at: christmas)
        #expect(decision.lines.last == "menus.night: wrong key, time 1 of 2: ask again")
    }

    @Test("A menu with its own patience has its own: silence once more, a wrong key straight to the desk")
    func patience() throws {
        let table = try Clinics.table()
        #expect(try table.decide(.silence(menu: "day", times: 1), at: monday).plan.instructions.count == 1)
        #expect(try table.decide(.silence(menu: "day", times: 2), at: monday).escalation?.policy == "urgent")
        let wrong = try table.decide(.wrongKey(menu: "day", times: 1), at: monday)
        guard case .ring? = wrong.plan.instructions.first else {
            Issue.record("no ring")
            return
        }
    }

    @Test(
        "A callback on the next office day is due when that day ends: over a weekend, a holiday and New Year",
        arguments: [
            ("2026-03-02 09:00", 32 * 3600), ("2026-03-06 18:00", 71 * 3600), ("2026-12-24 18:00", 95 * 3600),
            ("2026-12-31 18:00", 95 * 3600),
        ])
    func nextOfficeDay(time: String, seconds: Int) throws {
        let decision = try Clinics.table().decide(.key(menu: "night", try Clinics.key("2")), at: time)
        #expect(
            decision.plan.instructions == [
                .takeCallback(CallbackPlan(kind: .callback, reason: "refill", due: .seconds(seconds), language: "en"))
            ])
    }

    @Test("An unknown number gets nothing but a hang-up, and the trace says why")
    func unknownNumber() throws {
        let table = try Clinics.table()
        let facts = CallFacts(dialled: try Clinics.number("+16025550199"), caller: nil)
        let decision = table.decide(facts, at: Timestamp(seconds: 0))
        #expect(decision.plan.instructions == [.hangUp])
        #expect(decision.lines.last == "numbers.+16025550199: is not one of the clinic's numbers: hang up")
    }

    @Test("A language that the clinic does not speak is passed over")
    func unknownLanguage() throws {
        let decision = try Clinics.table().decide(.start, at: christmas, language: "fr")
        #expect(decision.language == "en")
    }
}
