import CallModel
import Routing
import Testing

@Suite("Rules")
struct RuleTests {
    private let night = "2026-12-26 03:00"

    private func table(_ rules: [ClinicRule], lists: [ClinicCallerList] = []) throws -> RoutingTable {
        try Clinics.table { clinic in
            clinic.rules = rules
            clinic.callerLists = lists
        }
    }

    private func rule(_ conditions: [ClinicCondition], _ action: ClinicAction? = .escalate("urgent")) -> ClinicRule {
        ClinicRule(conditions: conditions.map(Clinics.at), action: action.map(Clinics.at), position: Clinics.here)
    }

    private func call(from caller: String? = nil, did: String = Clinics.did) throws -> CallFacts {
        CallFacts(dialled: try Clinics.number(did), caller: try caller.map(Clinics.number))
    }

    /// Whether the call of `facts` meets the rule.
    private func meets(_ condition: ClinicCondition, _ facts: CallFacts, at time: String? = nil) throws -> Bool {
        let table = try table([rule([condition])])
        return table.decide(facts, at: try table.zone.at(time ?? night)).escalation != nil
    }

    @Test("The first rule that holds decides, before the flow of the number; the trace says why the others do not")
    func first() throws {
        let vip = try Clinics.number("+16025550150")
        let table = try table(
            [
                rule([.caller([.number(vip)]), .during("office")], .menu("day")),
                rule([.caller([.number(vip)])]), rule([.caller([.number(vip)])], .menu("night")),
            ].enumerated().map { index, rule in
                var rule = rule
                if index == 1 { rule.name = "friends of the house" }
                if index == 2 { rule.conditions.append(Clinics.at(.days([.saturday]))) }
                return rule
            })
        let decision = table.decide(try call(from: "+16025550150"), at: try table.zone.at(night))
        #expect(decision.escalation?.policy == "urgent")
        #expect(
            decision.lines.dropFirst(2).prefix(2) == [
                "rules.1: does not hold: during", "rules.2 'friends of the house': escalate urgent",
            ])
        let other = table.decide(try call(from: "+16025550151"), at: try table.zone.at(night))
        #expect(other.lines.dropFirst(2).first == "flows.main: office hours: closed (never on Sat)")
    }

    @Test("A rule without an action marks the call and leaves it to the flow of its number")
    func marks() throws {
        var spanish = rule([.caller([.prefix("+1602")])], nil)
        spanish.language = Clinics.at("es")
        spanish.reason = "refill"
        spanish.priority = .high
        spanish.provider = Clinics.at("adams")
        spanish.skill = Clinics.at("pediatrics")
        let table = try table([spanish])
        let decision = table.decide(try call(from: "+16025550150"), at: try table.zone.at(night))
        #expect(decision.language == "es")
        #expect(decision.reason == "refill")
        #expect(
            decision.marks == CallMarks(priority: .high, provider: PersonID("adams"), skill: "pediatrics", zip: nil))
        #expect(
            decision.lines[2]
                == "rules.1: language es, reason refill, priority high, provider adams, skill pediatrics, go on")
        guard case .menu(let menu)? = decision.plan.instructions.last else {
            Issue.record("no menu")
            return
        }
        #expect(menu.prompts == [PromptRef("night-menu", language: "es")])
        var next = try call(from: "+16025550150")
        next.carry(decision)
        #expect(next.marks.priority == .high)
    }

    @Test(
        "A caller is met by number, by area code, by list, and by being withheld",
        arguments: [
            (ClinicCaller.prefix("+1602"), "+16025550150", true), (.prefix("+1602"), "+14805550150", false),
            (.prefix("+16025550150"), "+16025550150", true), (.prefix("+160255501501"), "+16025550150", false),
            (.withheld, nil, true), (.withheld, "+16025550150", false), (.prefix("+1602"), nil, false),
            (.standing(.suspected), "+16025550150", false),
        ] as [(ClinicCaller, String?, Bool)])
    func callers(caller: ClinicCaller, number: String?, holds: Bool) throws {
        #expect(try meets(.caller([caller]), try call(from: number)) == holds)
    }

    @Test("A list names numbers and area codes; another list of callers is another")
    func lists() throws {
        let list = ClinicCallerList(
            name: Clinics.at("pharmacies"),
            callers: [Clinics.at(.number(try Clinics.number("+14805550150"))), Clinics.at(.prefix("+1520"))])
        let table = try table([rule([.caller([.list("pharmacies")])])], lists: [list])
        func rings(_ caller: String) throws -> Bool {
            table.decide(try call(from: caller), at: try table.zone.at(night)).escalation != nil
        }
        #expect(try rings("+14805550150"))
        #expect(try rings("+15205550199"))
        #expect(try !rings("+14805550151"))
    }

    @Test(
        "Time is half-open, and goes round midnight when it is turned",
        arguments: [
            ("2026-12-26 21:59", false), ("2026-12-26 22:00", true), ("2026-12-26 23:59", true),
            ("2026-12-27 00:00", true), ("2026-12-27 05:59", true), ("2026-12-27 06:00", false),
        ])
    func time(time: String, holds: Bool) throws {
        #expect(try meets(.time(from: 22 * 3600, to: 6 * 3600), try call(), at: time) == holds)
    }

    @Test("Days, hours, holidays and their opposite")
    func calendar() throws {
        let facts = try call()
        #expect(try meets(.days([.saturday]), facts))
        #expect(try !meets(.days([.friday, .sunday]), facts))
        #expect(try !meets(.during("office"), facts))
        #expect(try meets(.outside("office"), facts))
        #expect(try meets(.during("office"), facts, at: "2026-12-28 09:00"))
        #expect(try meets(.during("holidays"), facts, at: "2026-12-25 09:00"))
        #expect(try meets(.outside("holidays"), facts))
    }

    @Test("The dialled number and its tag")
    func dialled() throws {
        let spanish = try Clinics.number(Clinics.spanish)
        #expect(try meets(.number([spanish]), try call(did: Clinics.spanish)))
        #expect(try !meets(.number([spanish]), try call()))
        #expect(try meets(.tag(["flyer"]), try call(did: Clinics.spanish)))
        #expect(try !meets(.tag(["flyer"]), try call()))
    }

    @Test("Reason, language, skill, provider, priority, zip and load are asked of the facts")
    func known() throws {
        var facts = try call()
        #expect(try meets(.language(["en"]), facts))
        #expect(try meets(.priority([.normal]), facts))
        for condition in [
            ClinicCondition.reason(["refill"]), .language(["es"]), .skill(["pediatrics"]), .provider(["adams"]),
            .priority([.high]), .zip(["850"]), .calls(atLeast: 10), .waiting(atLeast: 3),
            .caller([.standing(.suspected)]),
        ] { #expect(try !meets(condition, facts), "\(condition)") }
        facts.reason = "refill"
        facts.language = "es"
        facts.marks = CallMarks(priority: .high, provider: PersonID("adams"), skill: "pediatrics", zip: "85004")
        facts.load = CallLoad(active: 10, waiting: 3)
        facts.standing = .suspected
        for condition in [
            ClinicCondition.reason(["refill"]), .language(["es"]), .skill(["pediatrics"]), .provider(["adams"]),
            .priority([.high]), .zip(["850"]), .zip(["85004"]), .calls(atLeast: 10), .waiting(atLeast: 3),
            .caller([.standing(.suspected)]),
        ] { #expect(try meets(condition, facts), "\(condition)") }
        #expect(try !meets(.zip(["85005"]), facts))
        #expect(try !meets(.waiting(atLeast: 4), facts))
    }

    @Test("As a step of a flow a rule that does not hold leaves the call to the next step, with a line in the trace")
    func inFlow() throws {
        let table = try Clinics.table { clinic in
            let step = rule([.reason(["refill"])], .menu("day"))
            clinic.flows[0].steps.insert(Clinics.at(.rule(step)), at: 1)
        }
        var facts = try call()
        #expect(
            table.decide(facts, at: try table.zone.at(night)).lines[2] == "flows.main.step 2: does not hold: reason")
        facts.reason = "refill"
        let decision = table.decide(facts, at: try table.zone.at(night))
        #expect(decision.lines.last == "flows.main.step 2: menu day")
        guard case .menu(let menu)? = decision.plan.instructions.last else {
            Issue.record("no menu")
            return
        }
        #expect(menu.menu == "day")
    }

    @Test("Of 20 rules that fail the trace names 8 and counts the others")
    func manyMisses() throws {
        let rules = (0..<20).map { rule([.time(from: $0, to: $0 + 1)]) }
        let lines = try table(rules).decide(.start, at: night).lines
        #expect(lines[2] == "rules.1: does not hold: time")
        #expect(lines[9] == "rules.8: does not hold: time")
        #expect(lines[10] == "rules: and 12 rules more do not hold")
    }
}
