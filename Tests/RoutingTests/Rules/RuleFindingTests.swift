import CallModel
import Routing
import Testing

@Suite("What is wrong with rules")
struct RuleFindingTests {
    private func findings(_ change: (inout Clinic) throws -> Void) throws -> [String] {
        var clinic = try Clinics.plain()
        try change(&clinic)
        return RoutingTable.compile(clinic, version: ConfigurationVersion("0")).findings.map(\.message)
    }

    private func rule(_ conditions: [ClinicCondition], _ action: ClinicAction? = .escalate("urgent")) -> ClinicRule {
        ClinicRule(conditions: conditions.map(Clinics.at), action: action.map(Clinics.at), position: Clinics.here)
    }

    @Test("A rule that turns callers away without a way to a person is refused, whoever they are")
    func turnAway() throws {
        #expect(
            try findings { $0.rules = [rule([.caller([.standing(.suspected)])], .hangUp)] } == [
                "this way ends the call and never rings a person"
            ])
        #expect(
            try findings { $0.rules = [rule([.caller([.withheld])], .callback(.within(.seconds(60))))] } == [
                "this way takes a callback and never rings a person"
            ])
        #expect(try findings { $0.rules = [rule([.caller([.withheld])], .menu("day"))] } == [])
    }

    @Test("A rule that does nothing, one that hides all others, and one that is there twice")
    func useless() throws {
        #expect(try findings { $0.rules = [rule([.language(["en"])], nil)] } == ["this rule does nothing"])
        #expect(
            try findings { $0.rules = [rule([]), rule([.language(["en"])])] } == [
                "this rule holds for every call: those after it are never looked at"
            ])
        #expect(try findings { $0.rules = [rule([.language(["en"])]), rule([])] } == [])
        #expect(
            try findings { $0.rules = [rule([.language(["en"])]), rule([.language(["en"])], .menu("day"))] } == [
                "this rule is never used: rule 1 asks the same and comes first"
            ])
    }

    @Test("Names in rules are looked up")
    func names() throws {
        let other = try Clinics.number("+16025550199")
        #expect(
            try findings { clinic in
                clinic.rules = [
                    rule([.caller([.list("vips")]), .number([other]), .tag(["flier"]), .during("ofice")]),
                    rule([.language(["fr"]), .provider(["adam"]), .site(["north"])], .flow("gone")),
                ]
            }.sorted() == [
                "+16025550199 is not one of the clinic's numbers", "there are no hours 'ofice'",
                "there is no flow 'gone'", "there is no language 'fr'", "there is no list of callers 'vips'",
                "there is no person 'adam'", "there is no site 'north'", "there is no tag 'flier'",
            ])
    }

    @Test("256 rules may be told apart by their times only; the 257th is refused, and 10,000 with callers are not")
    func bounds() throws {
        func times(_ count: Int) -> [ClinicRule] { (0..<count).map { rule([.time(from: $0, to: $0 + 1)]) } }
        #expect(try findings { $0.rules = times(256) } == [])
        #expect(
            try findings { $0.rules = times(258) } == [
                "more than 256 rules are told apart by their times and figures only"
            ])
        let callers = (0..<10_000).map { rule([.caller([.prefix("+1602555\(10_000 + $0)")])]) }
        #expect(try findings { $0.rules = callers } == [])
    }
}
