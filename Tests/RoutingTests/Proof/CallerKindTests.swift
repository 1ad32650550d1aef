import CallModel
import Routing
import Testing

@Suite("Kinds of callers that rules tell apart")
struct CallerKindTests {
    /// A rule with these conditions, which rings somebody.
    private func rule(_ conditions: ClinicCondition..., to action: ClinicAction? = .escalate("urgent")) -> ClinicRule {
        ClinicRule(
            conditions: conditions.map(Clinics.at), action: action.map(Clinics.at), position: Clinics.here)
    }

    private func clinic(_ change: (inout Clinic) throws -> Void) throws -> Clinic {
        var clinic = try Clinics.plain()
        try change(&clinic)
        return clinic
    }

    private func kinds(_ change: (inout Clinic) throws -> Void) throws -> [String] {
        CallerKinds(try clinic(change)).of(try Clinics.number(Clinics.did)).map(\.words)
    }

    @Test("Without rules there is one kind, whose number is withheld")
    func one() throws {
        let kinds = CallerKinds(try Clinics.plain()).of(try Clinics.number(Clinics.did))
        #expect(kinds == [.usual])
    }

    @Test("A list of 500 callers is one kind, and a rule for nobody but withheld numbers makes it three")
    func list() throws {
        #expect(
            try kinds { clinic in
                let callers = (0..<500).compactMap { PhoneNumber(e164: "+1602555\(1000 + $0)") }
                clinic.callerLists = [
                    ClinicCallerList(name: Clinics.at("vip"), callers: callers.map { Clinics.at(.number($0)) })
                ]
                clinic.rules = [rule(.caller([.list("vip")])), rule(.caller([.withheld]), to: .menu("night"))]
            } == ["", "a withheld number", "a caller in vip"])
    }

    @Test(
        "Of an area, a number in it and a suspected one each may be at a quiet and a busy time: seven kinds, not twelve"
    )
    func product() throws {
        let found = try kinds { clinic in
            clinic.rules = [
                rule(.caller([.number(try Clinics.number("+16025550150"))]), to: .menu("night")),
                rule(.caller([.prefix("+1602")]), .during("office")), rule(.caller([.standing(.suspected)])),
                rule(.waiting(atLeast: 5), .during("office"), to: .menu("day")),
            ]
        }
        #expect(
            found == [
                "", "a suspected number", "caller +…50", "a number that begins +1602",
                "a number that begins +1602, a suspected number", "5 callers waiting",
                "a number that begins +1602, 5 callers waiting",
            ])
    }

    @Test("A rule for another number, or in a flow that the number does not come to, makes no kind")
    func elsewhere() throws {
        #expect(
            try kinds { clinic in
                clinic.rules = [
                    rule(.caller([.prefix("+1480")]), .number([try Clinics.number(Clinics.spanish)])),
                    rule(.caller([.prefix("+1623")]), .tag(["flyer"])),
                ]
                clinic.flows.append(
                    ClinicFlow(
                        name: Clinics.at("other"), steps: [Clinics.at(.rule(rule(.caller([.prefix("+1928")]))))]))
                clinic.numbers[1].flow = Clinics.at("other")
            } == [""])
    }

    @Test("Thresholds of 1, 3 and 10 make three kinds, of which each is what a live call counts")
    func load() throws {
        let clinic = try clinic { clinic in
            clinic.rules = [
                rule(.calls(atLeast: 10), to: .menu("night")), rule(.waiting(atLeast: 3), to: .menu("day")),
                rule(.calls(atLeast: 1)),
            ]
        }
        let kinds = CallerKinds(clinic).of(try Clinics.number(Clinics.did))
        #expect(kinds.map(\.words) == ["", "10 calls at once", "3 callers waiting"])
        #expect(
            kinds.map(\.load) == [
                CallLoad(active: 1, waiting: 1), CallLoad(active: 10, waiting: 1), CallLoad(active: 3, waiting: 3),
            ])
    }

    @Test(
        "A stranger to rules is one of whom no rule holds, and the one of an area is within it and no longer beginning")
    func representatives() throws {
        let clinic = try clinic { clinic in
            let digits = (0...9).map { ClinicCaller.prefix("+16025\($0)") }.dropLast()
            clinic.rules = [
                rule(.caller([.withheld]), to: .menu("day")), rule(.caller([.prefix("+16025")])),
                rule(.caller(Array(digits)), to: .menu("night")),
            ]
        }
        let kinds = CallerKinds(clinic).of(try Clinics.number(Clinics.did))
        #expect(kinds.count == 3)
        #expect(kinds.first?.caller?.e164.hasPrefix("+16025") == false)
        #expect(kinds.last?.caller?.e164.hasPrefix("+160259") == true)
    }

    @Test("More than 256 kinds are a counter-example of their own")
    func tooMany() throws {
        let clinic = try clinic { clinic in
            clinic.rules = (0..<300).map { index in
                var marking = rule(.caller([.prefix("+1602555\(100 + index)")]))
                marking.reason = "r\(index)"
                return marking
            }
        }
        let number = try Clinics.number(Clinics.did)
        let kinds = CallerKinds(clinic).of(number)
        #expect(kinds.count == CallerKinds.most + 1)
        let table = try #require(RoutingTable.compile(clinic, version: ConfigurationVersion("0123456789ab")).table)
        let start = try table.zone.at("2026-10-25 00:00")
        let proof = Proof(
            number, in: table, changes: table.changes(from: start, to: start + .seconds(60)), within: .seconds(180),
            kinds: kinds)
        #expect(proof.counterExamples.map(\.fault) == [.tooManyKinds])
    }

    @Test("For callers chosen by chance, and loads, each gets what the one of its kind gets at 12 instants")
    func property() throws {
        var chance = SplitMix(state: 11)
        let number = try Clinics.number(Clinics.did)
        for _ in 0..<25 {
            let clinic = try clinic { clinic in clinic.rules = (0..<5).map { _ in randomRule(&chance) } }
            guard let table = RoutingTable.compile(clinic, version: ConfigurationVersion("0123456789ab")).table else {
                continue
            }
            let kinds = CallerKinds(clinic).of(number)
            let start = try table.zone.at("2026-12-21 00:30")
            for _ in 0..<12 {
                let at = start + .seconds(Int64.random(in: 0..<400, using: &chance) * 3600)
                let answers = Set(kinds.map { CallTree(table, number: number, at: at, kind: $0).plans })
                let active = Int.random(in: 1...6, using: &chance)
                let somebody = CallerKind(
                    caller: Self.callers.randomElement(using: &chance) ?? nil,
                    standing: Bool.random(using: &chance) ? .suspected : nil,
                    load: CallLoad(active: active, waiting: Int.random(in: 1...active, using: &chance)))
                #expect(answers.contains(CallTree(table, number: number, at: at, kind: somebody).plans))
            }
        }
    }

    private static let callers: [PhoneNumber?] =
        [nil] + ["+16025550150", "+16025550151", "+16235550150", "+12125550150"].map { PhoneNumber(e164: $0) }

    private func randomRule(_ chance: inout SplitMix) -> ClinicRule {
        var conditions: [ClinicCondition] = []
        func coin() -> Bool { Bool.random(using: &chance) }
        if coin() {
            let callers: [ClinicCaller] = [
                .withheld, .standing(.suspected), .prefix("+1602"), .prefix("+160255501"), .prefix("+1623"),
            ]
            conditions.append(
                .caller(
                    [callers.randomElement(using: &chance), callers.randomElement(using: &chance)].compactMap { $0 }))
        }
        if coin() { conditions.append(.waiting(atLeast: Int.random(in: 1...4, using: &chance))) }
        if coin() { conditions.append(.calls(atLeast: Int.random(in: 1...6, using: &chance))) }
        if conditions.isEmpty || coin() { conditions.append(.during("office")) }
        var rule = ClinicRule(conditions: conditions.map(Clinics.at), position: Clinics.here)
        if coin() { rule.action = Clinics.at(.escalate("urgent")) }
        if coin() { rule.action = Clinics.at(.menu("day")) }
        rule.reason = coin() ? "urgent" : "refill"
        return rule
    }
}

extension CallTree {
    /// What callers get, whatever the reasons.
    fileprivate var plans: [[Instruction]] { branches.map(\.instructions) }
}
