import CallModel
import Foundation
import Routing
import Testing

@Suite("The dry run")
struct DryRunTests {
    private func run(_ time: String, _ keys: String) throws -> DryRun {
        let table = try Clinics.table()
        return DryRun(
            table, did: try Clinics.number(Clinics.did), at: try table.zone.at(time),
            keys: try #require(DryRunKey.list(keys)))
    }

    @Test("Key 8 and then 5 goes in Spanish through two rounds to an open case, with the time of each ring")
    func night() throws {
        let run = try run("2026-12-26 03:00", "8,5")
        #expect(run.localTime == "Sat 2026-12-26 03:00 MST")
        #expect(run.steps.count == 5)
        #expect(run.steps.dropFirst().allSatisfy { $0.decision.language == "es" })
        #expect(
            run.rings.prefix(6).map { "\($0.target.name) \($0.after)" } == [
                "Dr. Adams 0.0 seconds", "Dr. Adams 25.0 seconds", "Dr. Baker 45.0 seconds", "Dr. Baker 45.0 seconds",
                "Front desk 70.0 seconds", "number +…90 70.0 seconds",
            ])
        #expect(run.rings.count == 12)
        guard case .takeCallback(let plan)? = run.steps.last?.decision.plan.instructions.last else {
            Issue.record("no callback")
            return
        }
        #expect(plan.kind == .openCase)
        #expect(plan.reason == "urgent")
    }

    @Test("A caller who presses nothing, or only wrong keys, reaches a person")
    func silent() throws {
        #expect(try run("2026-12-26 03:00", "silence").rings.first?.target.name == "Dr. Adams")
        #expect(try run("2026-12-26 03:00", "7,7,7").rings.first?.target.name == "Dr. Adams")
    }

    @Test("It is a value that JSON carries there and back")
    func coding() throws {
        let run = try run("2026-12-26 03:00", "5")
        let data = try JSONEncoder().encode(run)
        #expect(try JSONDecoder().decode(DryRun.self, from: data) == run)
    }

    @Test(
        "Keys are read with commas between, and nothing else is", arguments: [("5", 1), ("8, 5", 2), ("silence,#", 2)])
    func keys(text: String, count: Int) {
        #expect(DryRunKey.list(text)?.count == count)
        #expect(DryRunKey.list(text + "x") == nil)
        #expect(DryRunKey.list(text + ",") == nil)
    }
}
