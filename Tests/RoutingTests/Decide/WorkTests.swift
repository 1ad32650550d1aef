import CallModel
import Testing

@testable import Routing

@Suite("How much is looked at for one decision")
struct WorkTests {
    private let night = "2026-12-26 03:00"

    /// A clinic whose flow asks 25,000 times whether the office is open before it says what happens.
    private func endless() throws -> RoutingTable {
        try Clinics.table { clinic in
            let asks = Clinics.at(ClinicStep.during(Clinics.at("office"), Clinics.at(.flow("desk"))))
            clinic.flows[0].steps.insert(contentsOf: Array(repeating: asks, count: 25_000), at: 1)
        }
    }

    @Test(
        "After 20,000 of 25,000 steps the safe plan rings instead, and the trace says why and keeps its first 32 lines")
    func tooMuch() throws {
        let decision = try endless().decide(.start, at: night)
        let plan = try #require(decision.escalation)
        #expect(plan.policy == SafePlan.policy)
        #expect(decision.plan.instructions.count == 1)
        #expect(decision.lines.count == 33)
        #expect(
            decision.lines.last == "safe plan: more would have to be looked at than there is time for: "
                + "ring Front desk, Dr. Adams, Dr. Adams")
    }

    @Test("By day the same flow gets no further than its first step, and decides as ever")
    func enough() throws {
        #expect(try endless().decide(.start, at: "2026-03-02 09:00").escalation == nil)
    }

    @Test("Made again, packed and read back, it is the same decision")
    func replay() throws {
        let table = try endless()
        let facts = CallFacts(dialled: try Clinics.number(Clinics.did), caller: nil)
        let first = table.decide(facts, at: try table.zone.at(night))
        #expect(table.replay(.decision, facts, first.trace) == first)
        var trace = CallTrace(table.version, lines: 100)
        trace.note(DecisionRecord(question: .decision, facts: facts, decision: first))
        guard case .decision(let kept)? = KeptTrace(packed: trace.packed(), configuration: table.version)?.items.first
        else { throw Clinics.ZoneMissing() }
        #expect(kept.trace == first.trace)
        #expect(PlanMark(table.replay(kept.question, kept.facts, kept.trace)) == kept.plan)
    }

    @Test("The proof calls it a counter-example, on arrival, by its class")
    func proof() throws {
        let table = try endless()
        let start = try table.zone.at("2026-12-26 00:00")
        let proof = Proof(
            try Clinics.number(Clinics.did), in: table, changes: table.changes(from: start, to: start + .seconds(7200)),
            within: Proof.usualWithin)
        #expect(proof.counterExamples.map(\.fault).contains(.safePlan))
    }

    @Test(
        "With less and less that may be looked at, each decision is the whole one or the safe plan, never a part",
        arguments: [
            DecisionPoint.start, .silence(menu: "night", times: 9), .wrongKey(menu: "day", times: 2),
            .exhausted(policy: "urgent", round: 1), .exhausted(policy: "urgent", round: 2),
        ])
    func sweep(point: DecisionPoint) throws {
        let table = try Clinics.table { clinic in
            // Two names in one step, so that it is looked up and not known already.
            clinic.escalations[0].steps[0].targets.append(Clinics.at(.person("chen")))
        }
        let facts = CallFacts(dialled: try Clinics.number(Clinics.did), caller: nil, point: point)
        let at = try table.zone.at(night)
        let whole = table.decide(facts, at: at)
        var least = 0
        for work in 0...60 {
            let decision = table.decide(facts, at: at, work: work)
            if decision == whole { continue }
            #expect(least == work, "work \(work) is too little, and \(least) was enough")
            least = work + 1
            #expect(decision.escalation?.policy == SafePlan.policy)
            #expect(decision.plan.instructions.count == 1)
        }
        #expect(least < 60)
    }
}
