import CallModel
import Daemon
import Foundation
import Routing
import Testing

@Suite("Rules as a configuration writes them")
struct RuleReadingTests {
    private static let rules = """
        callers:
          pharmacies: ["+16025550150", area 480]
        rules:
          - name: pharmacies go straight to the refills
            when: { caller: pharmacies, during: office }
            do: menu night
          - when: { caller: [withheld, suspected], time: 22:00-06:00, days: [mon-fri, sat] }
            priority: low
          - when: { waiting: 5 or more, number: 602-555-0100, zip: ["850", "85201"] }
            do: escalate urgent
        numbers:
        """

    private static func text(_ rules: String = rules) -> String {
        SmallClinic.text.replacingOccurrences(of: "numbers:", with: rules)
    }

    @Test("Each condition is read as a value, with its list of callers, its action and its marks")
    func values() throws {
        let load = SmallClinic.load(Self.text())
        #expect(load.findings.map(\.description) == [])
        let clinic = try #require(load.configuration).clinic
        let number = try #require(PhoneNumber(e164: "+16025550150"))
        let own = try #require(PhoneNumber(e164: "+16025550100"))
        #expect(clinic.callerLists.map(\.name.value) == ["pharmacies"])
        #expect(clinic.callerLists.first?.callers.map(\.value) == [.number(number), .prefix("+1480")])
        #expect(clinic.rules.count == 3)
        #expect(clinic.rules[0].name == "pharmacies go straight to the refills")
        #expect(clinic.rules[0].conditions.map(\.value) == [.caller([.list("pharmacies")]), .during("office")])
        #expect(clinic.rules[0].action?.value == .menu("night"))
        #expect(
            clinic.rules[1].conditions.map(\.value) == [
                .caller([.withheld, .standing(.suspected)]), .time(from: 79_200, to: 21_600),
                .days([.monday, .tuesday, .wednesday, .thursday, .friday, .saturday]),
            ])
        #expect(clinic.rules[1].priority == .low)
        #expect(clinic.rules[1].action == nil)
        #expect(
            clinic.rules[2].conditions.map(\.value) == [
                .waiting(atLeast: 5), .number([own]), .zip(["850", "85201"]),
            ])
    }

    @Test("A rule is a step of a flow too")
    func inFlow() throws {
        let text = SmallClinic.text.replacingOccurrences(
            of: "    - during office: day",
            with: "    - { when: { reason: refill }, do: menu night }\n    - during office: day")
        let load = SmallClinic.load(text)
        #expect(load.findings.map(\.description) == [])
        guard case .rule(let rule)? = load.configuration?.clinic.flows.first?.steps[1].value else {
            Issue.record("no rule")
            return
        }
        #expect(rule.conditions.map(\.value) == [.reason(["refill"])])
    }

    @Test(
        "What cannot be read is told with its place and how to mend it",
        arguments: [
            ("area 480", "area 48", "30:32: error: 'callers.pharmacies': 'area 48' is no caller"),
            (
                "22:00-06:00", "22-6",
                "35:50: error: 'rules[2].when.time': '22-6' is not a time of day (write '08:00-12:00', or '22:00-06:00' for the night)"
            ),
            (
                "mon-fri, sat", "workdays",
                "35:70: error: 'rules[2].when.days': 'workdays' is not days of the week (write 'mon-fri', 'sat, sun' or 'daily')"
            ),
            (
                "5 or more", "many",
                "37:22: error: 'rules[3].when.waiting': 'many' is not understood (write '5 or more')"
            ),
            ("zip:", "zap:", "37:55: error: there is no key 'zap' in 'rules[3].when' (did you mean 'zip'?)"),
            (
                "priority: low", "priority: lowest",
                "36:15: error: 'rules[2].priority' must be low, normal, high, and is 'lowest'"
            ),
            ("  - when: { waiting", "  - { waiting", "38:"),
        ])
    func findings(old: String, new: String, finding: String) {
        let findings = SmallClinic.load(Self.text(Self.rules.replacingOccurrences(of: old, with: new))).findings
        let lines = findings.map { $0.description.replacingOccurrences(of: "/etc/clinic/c.yaml:", with: "") }
        #expect(lines.contains { $0.hasPrefix(finding) }, "\(lines)")
    }
}
