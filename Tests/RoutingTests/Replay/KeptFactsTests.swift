import CallModel
import Routing
import Testing

@Suite("What is kept of a call's facts")
struct KeptFactsTests {
    /// The plain clinic with a question of five digits, of which answers begin with 85, 850 and 8500.
    private func table(keeps: KeptDigits?) throws -> RoutingTable {
        try Clinics.table { clinic in
            var question = ClinicQuestion(
                name: Clinics.at("which"), prompts: [Clinics.at("greeting")], digits: 4...5)
            question.keeps = keeps
            question.answers = [("85", "desk"), ("850", "desk"), ("8500", "main")].map { beginning, flow in
                ClinicAnswer(beginning: Clinics.at(beginning), action: Clinics.at(.flow(flow)))
            }
            question.otherwise = Clinics.at(.escalate("urgent"))
            clinic.questions = [question]
            clinic.menus[0].keys[1].action = Clinics.at(.ask("which"))
        }
    }

    private func facts(_ digits: String, _ unanswered: Int = 0) throws -> CallFacts {
        CallFacts(
            dialled: try Clinics.number(Clinics.did), caller: nil,
            point: .answered(question: "which", digits: digits, unanswered: unanswered))
    }

    @Test(
        "Digits become others that mean the same, and every decision is made again the same",
        arguments: [
            ("85014", "85011"), ("85004", "85000"), ("85214", "85111"), ("1234", "0000"), ("99999", "00000"),
            ("0", "0"), ("7", "1"), ("85", "11"), ("", ""), ("123456", "111111"),
        ])
    func alike(digits: String, kept: String) throws {
        let table = try table(keeps: nil)
        for (hour, unanswered) in [(3, 1), (9, 1), (9, 2)] {
            let facts = try facts(digits, unanswered)
            let asked = table.kept(facts)
            #expect(asked.point == .answered(question: "which", digits: kept, unanswered: unanswered))
            let at = try table.zone.at("2026-03-02 0\(hour):00")
            #expect(table.decide(asked, at: at) == table.decide(facts, at: at))
        }
    }

    @Test("A zip code that the question keeps for the call is kept; too few digits of one are not")
    func zip() throws {
        let table = try table(keeps: .zip)
        let facts = try facts("85014")
        #expect(table.kept(facts) == facts)
        #expect(table.kept(try self.facts("852")).point == .answered(question: "which", digits: "111", unanswered: 0))
    }

    @Test("Digits of a question that is not there are stars, and all else is kept as it is")
    func others() throws {
        let table = try Clinics.table()
        #expect(table.kept(try facts("85014")).point == .answered(question: "which", digits: "*****", unanswered: 0))
        let start = CallFacts(dialled: try Clinics.number(Clinics.did), caller: try Clinics.number("+16025550199"))
        #expect(table.kept(start) == start)
    }
}
