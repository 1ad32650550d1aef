import CallModel
import Routing
import Testing

@Suite("Modes that are set on the telephone")
struct ModeActionTests {
    private static func change(_ clinic: inout Clinic, _ access: ModeAccess = .pin) throws {
        clinic.modes = [
            ClinicMode(name: Clinics.at("storm"), title: "storm", key: Clinics.at(try Clinics.key("3"))),
            ClinicMode(name: Clinics.at("quiet"), title: "quiet"),
            ClinicMode(name: Clinics.at("snow-day"), title: "snow day", key: Clinics.at(try Clinics.key("1"))),
        ]
        clinic.modeAccess = access
        clinic.menus[0].keys.append(ClinicMenuKey(key: Clinics.at(try Clinics.key("7")), action: Clinics.at(.setMode)))
    }

    private static func findings(_ change: (inout Clinic) throws -> Void) throws -> [String] {
        var clinic = try Clinics.plain()
        try change(&clinic)
        return RoutingTable.compile(clinic, version: ConfigurationVersion("0")).findings
            .filter { $0.severity == .error }.map(\.message)
    }

    @Test("Key 7 asks for the PIN, with the modes that have a key in ascending order; 0 there is the menu's own 0")
    func plan() throws {
        var clinic = try Clinics.plain()
        try Self.change(&clinic)
        let menu = clinic.menus[0].name.value
        let table = try #require(RoutingTable.compile(clinic, version: ConfigurationVersion("0")).table)
        let decision = try table.decide(.key(menu: menu, try Clinics.key("7")), at: "2026-03-02 20:00")
        let choices = [("1", "snow-day"), ("3", "storm")].compactMap { key, mode in
            Key(Character(key)).map {
                ModePlan.Choice(key: $0, mode: mode, prompt: PromptRef("mode-\(mode)", language: "en"))
            }
        }
        #expect(
            decision.plan.instructions == [
                .setMode(ModePlan(site: nil, menu: menu, choices: choices, language: "en")), .hangUp,
            ])
        let zero = try table.decide(.key(menu: menu, try Clinics.key("0")), at: "2026-03-02 20:00")
        let asked = try table.decide(.askedForPerson(menu: menu), at: "2026-03-02 20:00")
        #expect(asked.plan == zero.plan)
        #expect(try table.decide(.askedForPerson(menu: nil), at: "2026-03-02 20:00").plan == zero.plan)
    }

    @Test("The proof takes a key for staff as no dead end, and 0 there for a way to a person; silence is one")
    func proof() throws {
        let start = Timestamp(seconds: 1_772_503_800)
        func proof(_ change: (inout Clinic) throws -> Void) throws -> Proof {
            let table = try Clinics.table(change)
            let end = start + .seconds(86_400)
            return Proof(
                try Clinics.number(Clinics.did), in: table, changes: table.changes(from: start, to: end),
                within: .seconds(600))
        }
        let before = try proof { _ in }
        let after = try proof { try Self.change(&$0) }
        #expect(after.counterExamples == before.counterExamples)
        #expect(after.ways > before.ways)
        // Who does nothing has not chosen to be asked for a PIN.
        let silent = try proof { clinic in
            try Self.change(&clinic)
            clinic.flows.append(
                ClinicFlow(name: Clinics.at("staff"), steps: [Clinics.at(.perform(Clinics.at(.setMode)))]))
            clinic.menus[0].silence = ClinicPatience(repeats: 0, then: Clinics.at(.flow("staff")))
        }
        #expect(
            Set(silent.counterExamples.map { "\($0.path.words): \($0.fault.words)" }).subtracting(
                before.counterExamples.map { "\($0.path.words): \($0.fault.words)" }
            ).contains { $0.hasPrefix("no key") })
    }

    @Test("Without a PIN, without a mode that has a key, or after silence 'set mode' is refused")
    func refused() throws {
        #expect(try Self.findings { try Self.change(&$0) } == [])
        #expect(try Self.findings { try Self.change(&$0, .none) } == ["'set mode' needs a PIN"])
        #expect(
            try Self.findings {
                try Self.change(&$0)
                for index in $0.modes.indices { $0.modes[index].key = nil }
            } == ["'set mode' has no mode to set"])
        #expect(
            try Self.findings {
                try Self.change(&$0)
                $0.menus[0].silence = ClinicPatience(repeats: 0, then: Clinics.at(.setMode))
            } == ["callers would be asked for the PIN who did not choose to set a mode"])
        #expect(
            try Self.findings {
                try Self.change(&$0)
                $0.modes[0].key = Clinics.at(try Clinics.key("0"))
            } == ["key 0 cannot stand for a mode"])
        #expect(
            try Self.findings {
                try Self.change(&$0)
                $0.menus[0].keys[$0.menus[0].keys.count - 1].reason = "urgent"
            } == ["key 7 of menu 'night' is urgent, and asks for the PIN before anybody is rung"])
    }
}
