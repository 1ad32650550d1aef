import CallModel
import Routing
import Testing

@Suite("Decisions of questions, groups, queues and preferences")
struct QuestionDecisionTests {
    private let monday = "2026-03-02 09:00"

    /// The plain clinic, whose main flow asks for a zip code.
    private func table(_ change: (inout Clinic) throws -> Void = { _ in }) throws -> RoutingTable {
        try Clinics.table { clinic in
            var question = ClinicQuestion(
                name: Clinics.at("where"), prompts: [Clinics.at("greeting")], digits: 5...5)
            question.keeps = .zip
            question.answers = [
                ClinicAnswer(beginning: Clinics.at("85"), action: Clinics.at(.flow("desk"))),
                ClinicAnswer(beginning: Clinics.at("850"), action: Clinics.at(.menu("night"))),
            ]
            question.otherwise = Clinics.at(.escalate("urgent"))
            clinic.questions = [question]
            clinic.flows[0].steps = [Clinics.at(.perform(Clinics.at(.ask("where"))))]
            try change(&clinic)
        }
    }

    private func decide(_ digits: String, _ unanswered: Int = 0) throws -> Decision {
        try table().decide(.answered(question: "where", digits: digits, unanswered: unanswered), at: monday)
    }

    @Test("It asks for 5 digits, 8 s for the first and 4 s for each other, and reads them back")
    func asks() throws {
        let plan = try table().decide(.start, at: monday).plan
        #expect(
            plan.instructions == [
                .collect(
                    CollectPlan(
                        question: "where", prompts: [PromptRef("greeting", language: "en")], least: 5, most: 5,
                        firstDigitTimeout: .seconds(8), nextDigitTimeout: .seconds(4), readBack: .confirmed))
            ])
    }

    @Test("The longest beginning that fits decides: 850 before 85; the digits are kept as the zip, not in the trace")
    func longest() throws {
        let downtown = try decide("85004")
        guard case .menu(let menu)? = downtown.plan.instructions.last else {
            Issue.record("no menu: \(downtown.plan)")
            return
        }
        #expect(menu.menu == "night")
        #expect(downtown.marks.zip == "85004")
        #expect(!downtown.lines.joined().contains("85004"))
        #expect(downtown.lines.contains("questions.where: an answer that begins with 850: menu night"))
        guard case .ring? = try decide("85210").plan.instructions.first else {
            Issue.record("85210 does not ring the desk")
            return
        }
        #expect(try decide("10001").lines.contains("questions.where: another answer: escalate urgent"))
    }

    @Test("Silence and too few digits are asked again once, and then lead to the person; a lone 0 does at once")
    func silence() throws {
        #expect(try decide("", 1).lines.last == "questions.where: silence, time 1 of 1: ask again")
        #expect(
            try decide("85", 1).plan.instructions.first
                == .say([PromptRef("nightbell-not-understood", language: "en")], bargeIn: .allowed))
        guard case .escalate? = try decide("85", 2).plan.instructions.last,
            case .escalate? = try decide("0", 1).plan.instructions.last
        else {
            Issue.record("silence leads to nobody")
            return
        }
    }

    @Test("The proof's walk tries each answer, another one and none")
    func moves() throws {
        let table = try table()
        let tree = CallTree(table, number: try Clinics.number(Clinics.did), at: try table.zone.at(monday))
        let first = Set(tree.branches.compactMap { $0.path.first }.map(\.words))
        #expect(first == ["answer 85", "answer 850", "another answer", "no answer"])
        #expect(tree.isWhole)
    }

    @Test("At the slow pace, chosen by key or the number's own, every time to press a key is doubled")
    func pace() throws {
        let slow = try table { $0.numbers[0].pace = .slow }
        guard case .collect(let plan)? = try slow.decide(.start, at: monday).plan.instructions.last else {
            Issue.record("no question")
            return
        }
        #expect(plan.firstDigitTimeout == .seconds(16))
        #expect(plan.nextDigitTimeout == .seconds(8))
        let byKey = try Clinics.table { $0.menus[0].keys[2].pace = .slow }
        let decision = try byKey.decide(.key(menu: "night", try Clinics.key("8")), at: monday)
        guard case .menu(let menu)? = decision.plan.instructions.last else {
            Issue.record("no menu")
            return
        }
        #expect(menu.firstKeyTimeout == .seconds(10))
        #expect(decision.marks.pace == .slow)
    }

    @Test("A number says its own prompt in place of another")
    func ownPrompt() throws {
        let table = try Clinics.table { $0.numbers[0].prompts = ["greeting": Clinics.at("day-menu")] }
        #expect(
            try table.decide(.start, at: "2026-12-25 03:00").plan.instructions.first
                == .say([PromptRef("day-menu", language: "en")], bargeIn: .announcement))
    }

    @Test("A group rings its members in its own way, and the trace names who is in it")
    func group() throws {
        let table = try Clinics.table { clinic in
            clinic.groups = [
                ClinicGroup(
                    name: Clinics.at("desks"), title: "Desks",
                    targets: [Clinics.at(.phone("201")), Clinics.at(.onCall("providers"))], order: .inOrder,
                    apart: Clinics.at(.seconds(8)))
            ]
            clinic.flows[1].steps[0] = Clinics.at(
                .ring(ClinicRing(targets: [Clinics.at(.person("desks"))], ringTime: .seconds(20))))
        }
        let decision = try table.decide(.start, at: monday)
        guard case .ring(let ring)? = decision.plan.instructions.dropFirst().first else {
            Issue.record("no ring")
            return
        }
        #expect(ring.targets.first?.label == "phone 201")
        #expect(ring.targets.count == 2)
        #expect(ring.apart == .seconds(8))
        #expect(ring.longest == .seconds(28))
        #expect(decision.lines.contains("flows.desk: ring group desks (Desks)"))
        #expect(decision.lines.contains { $0.hasPrefix("flows.desk: ring on-call providers: ") })
    }

    @Test("A queue rings for its longest wait and then leads on to people")
    func queue() throws {
        let table = try Clinics.table { clinic in
            clinic.queues = [
                ClinicQueue(
                    name: Clinics.at("scheduling"), targets: [Clinics.at(.phone("201"))], ringTime: .seconds(30),
                    wait: .seconds(180))
            ]
            clinic.flows[1].steps = [Clinics.at(.perform(Clinics.at(.queue("scheduling"))))]
            clinic.menus = [clinic.menus[0]]
            clinic.prompts.removeLast()
        }
        let plan = try table.decide(.start, at: monday).plan
        #expect(plan.instructions.count == 3)
        guard case .ring(let ring) = plan.instructions[1], case .escalate = plan.instructions[2] else {
            Issue.record("not a ring and an escalation: \(plan)")
            return
        }
        #expect(ring.patience == .seconds(180))
        #expect(ring.callerHears == PromptRef("nightbell-music", language: "en"))
    }

    @Test("A step rings first who speaks the caller's language, and keeps the order of the others")
    func preference() throws {
        let table = try Clinics.table { clinic in
            clinic.people[2].languages = [Clinics.at("es")]
            clinic.people[1].skills = ["pediatrics"]
            clinic.escalations[0].steps[0] = .init(
                targets: ["adams", "baker", "chen"].map { Clinics.at(.person($0)) }, ringTime: .seconds(25),
                position: Clinics.here)
            clinic.escalations[0].steps[0].preferences = [
                Clinics.at(.callersLanguage), Clinics.at(.skill("pediatrics")),
            ]
        }
        func first(_ language: String) throws -> [String] {
            let decision = try table.decide(
                .key(menu: "night", try Clinics.key("5")), at: monday, language: language)
            return decision.escalation?.steps.filter { $0.number == 1 }.map(\.name) ?? []
        }
        #expect(try first("es") == ["chen", "baker", "adams"])
        #expect(try first("en") == ["baker", "adams"] || first("en") == ["baker", "adams, chen"])
    }

    @Test("A step 10 s apart becomes rings that begin 10 s after each other")
    func apart() throws {
        let table = try Clinics.table { clinic in
            clinic.escalations[0].steps[0].targets = [Clinics.at(.person("adams")), Clinics.at(.person("chen"))]
            clinic.escalations[0].steps[0].apart = Clinics.at(.seconds(10))
        }
        let run = DryRun(
            table, did: try Clinics.number(Clinics.did), at: try table.zone.at("2026-12-25 03:00"),
            keys: DryRunKey.list("5") ?? [])
        #expect(run.rings.prefix(3).map(\.after) == [.zero, .seconds(10), .seconds(20)])
        #expect(run.rings.prefix(3).map(\.target.name) == ["Dr. Adams", "Dr. Adams", "Dr. Chen"])
    }
}
