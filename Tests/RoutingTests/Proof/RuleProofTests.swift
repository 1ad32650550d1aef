import CallModel
import Routing
import Testing

@Suite("The proof of rules, load and modes")
struct RuleProofTests {
    /// A rotation that begins in 2027, an escalation of it alone, and this change.
    private func clinic(_ change: (inout Clinic) throws -> Void) throws -> Clinic {
        var clinic = try Clinics.plain()
        clinic.rotations.append(
            ClinicRotation(
                name: Clinics.at("late"),
                rotation: Rotation(
                    shiftDays: 7, first: try civil("2027-01-01 00:00").date, handOff: 0, order: [PersonID("chen")]),
                order: [Clinics.at("chen")]))
        clinic.escalations.append(
            ClinicEscalation(
                name: Clinics.at("later"),
                steps: [.init(targets: [Clinics.at(.onCall("late"))], ringTime: .seconds(20), position: Clinics.here)]))
        clinic.person = Clinics.at(.escalate("urgent"))
        clinic.flows[1].steps[1] = Clinics.at(.perform(Clinics.at(.menu("night"))))
        clinic.menus.removeLast()
        try change(&clinic)
        return clinic
    }

    /// `who: fault` of each counter-example of the clinic's first number that day.
    private func examples(_ clinic: Clinic, _ modeCase: ModeCase = .asItIs) throws -> [String] {
        let compilation = RoutingTable.compile(clinic, version: ConfigurationVersion("0123456789ab"))
        let plain = try #require(compilation.table, "\(compilation.findings.map(\.description))")
        let start = try plain.zone.at("2026-12-22 00:00")
        let table = plain.set(modeCase, from: start)
        let number = try Clinics.number(Clinics.did)
        let proof = Proof(
            number, in: table, changes: table.changes(from: start, to: start + .seconds(86_400)),
            within: .seconds(120), kinds: CallerKinds(clinic).of(number))
        return proof.counterExamples.map { "\($0.kind.words): \($0.path.words): \($0.fault.words)" }
    }

    private static let empty = "every step is empty (escalation later); only the safe plan rings"

    @Test("A rule that leads callers of a list to an empty escalation is found for them, and for nobody else")
    func callers() throws {
        let clinic = try clinic { clinic in
            clinic.callerLists = [
                ClinicCallerList(name: Clinics.at("pharmacies"), callers: [Clinics.at(.prefix("+1480"))])
            ]
            clinic.rules = [
                ClinicRule(
                    conditions: [Clinics.at(.caller([.list("pharmacies")]))], action: Clinics.at(.escalate("later")),
                    position: Clinics.here)
            ]
        }
        #expect(try examples(clinic) == ["a caller in pharmacies: on arrival: \(Self.empty)"])
    }

    @Test("An overflow that leads five waiting callers astray is found, and not on a quiet day")
    func overflow() throws {
        let clinic = try clinic { clinic in
            clinic.rules = [
                ClinicRule(
                    conditions: [Clinics.at(.waiting(atLeast: 5))], action: Clinics.at(.escalate("later")),
                    position: Clinics.here)
            ]
        }
        #expect(try examples(clinic) == ["5 callers waiting: on arrival: \(Self.empty)"])
    }

    @Test("A zip code that only a rule of a flow names is entered")
    func zip() throws {
        let clinic = try clinic { clinic in
            var question = ClinicQuestion(
                name: Clinics.at("where"), prompts: [Clinics.at("greeting")], digits: 5...5)
            question.keeps = .zip
            question.otherwise = Clinics.at(.flow("near"))
            clinic.questions = [question]
            clinic.flows.append(
                ClinicFlow(
                    name: Clinics.at("near"),
                    steps: [
                        Clinics.at(
                            .rule(
                                ClinicRule(
                                    conditions: [Clinics.at(.zip(["850"]))], action: Clinics.at(.escalate("later")),
                                    position: Clinics.here))), Clinics.at(.perform(Clinics.at(.escalate("urgent")))),
                    ]))
            clinic.flows[0].steps.insert(Clinics.at(.during(Clinics.at("office"), Clinics.at(.ask("where")))), at: 0)
        }
        #expect(try examples(clinic).contains(": answer 850: \(Self.empty)"))
    }

    @Test("A mode that closes the office and leads nowhere is found in that mode, also at one site alone")
    func modes() throws {
        let clinic = try clinic { clinic in
            clinic.modes = [ClinicMode(name: Clinics.at("storm"), title: "storm", hours: .closed)]
            clinic.sites = [
                ClinicSite(name: Clinics.at("annex"), title: "Annex", zone: clinic.zone, hours: clinic.hours, desk: [])
            ]
            clinic.flows[0].steps.insert(
                Clinics.at(.during(Clinics.at("mode storm"), Clinics.at(.escalate("later")))), at: 0)
        }
        #expect(clinic.modeCases(for: try Clinics.number(Clinics.did)).map(\.words) == ["", "mode storm"])
        #expect(try examples(clinic) == [])
        #expect(try examples(clinic, ModeCase(mode: "storm")) == [": on arrival: \(Self.empty)"])
        var moving = clinic
        moving.flows[0].steps.insert(Clinics.at(.site(Clinics.at("annex"))), at: 0)
        #expect(
            moving.modeCases(for: try Clinics.number(Clinics.did)).map(\.words) == [
                "", "mode storm", "mode storm at annex",
            ])
        #expect(
            try examples(moving, ModeCase(mode: "storm", site: "annex")) == [": on arrival: \(Self.empty)"])
    }
}
