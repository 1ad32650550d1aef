import CallModel
import Routing
import Testing

@Suite("The safe plan")
struct SafePlanTests {
    private let night = "2026-12-26 03:00"

    @Test(
        "A menu or a policy that is not there leads to it: trusted desk and who is on call, together",
        arguments: [
            (DecisionPoint.silence(menu: "gone", times: 1), "there is no menu 'gone'"),
            (.wrongKey(menu: "gone", times: 9), "there is no menu 'gone'"),
            (.exhausted(policy: "gone", round: 1), "there is no escalation 'gone'"),
        ])
    func dangling(point: DecisionPoint, why: String) throws {
        let decision = try Clinics.table().decide(point, at: night)
        let plan = try #require(decision.escalation)
        #expect(plan.policy == SafePlan.policy)
        #expect(plan.steps.map(\.order) == [.together])
        #expect(plan.steps.flatMap(\.targets).map(\.label) == ["phone 201", "phone 211", "number +…71"])
        #expect(plan.opening == [PromptRef("nightbell-trouble", language: "en")])
        #expect(decision.lines.last == "safe plan: \(why): ring Front desk, Dr. Adams, Dr. Adams")
    }

    @Test("It has two rounds, and then takes a callback as an open case")
    func rounds() throws {
        let table = try Clinics.table()
        let second = try table.decide(.exhausted(policy: SafePlan.policy, round: 1), at: night)
        #expect(second.escalation?.round == 2)
        #expect(second.escalation?.opening == [])
        for round in [2, 3, Int.max] {
            let last = try table.decide(.exhausted(policy: SafePlan.policy, round: round), at: night)
            #expect(
                last.plan.instructions == [
                    .takeCallback(CallbackPlan(kind: .openCase, reason: "urgent", due: .seconds(1800), language: "en"))
                ])
        }
    }

    @Test("When nobody is on call it rings all who ever are")
    func nobodyOnCall() throws {
        let table = try Clinics.table()
        let facts = CallFacts(dialled: try Clinics.number(Clinics.did), caller: nil)
        let decision = table.safeDecision(facts, at: try table.zone.at("2026-01-01 03:00"), why: .callFailed)
        #expect(decision.escalation?.steps.first?.targets.count == 6)
    }

    @Test("A clinic without desk phones, rotations and people has nobody to ring, and takes a callback")
    func nobody() throws {
        let table = try Clinics.table { clinic in
            clinic.phones = [ClinicPhone(number: Clinics.at("201"), name: "Hall", trust: .keyNeeded)]
            clinic.people = []
            clinic.rotations = []
            clinic.escalations[0].steps = [clinic.escalations[0].steps[2]]
        }
        let facts = CallFacts(dialled: try Clinics.number(Clinics.did), caller: nil)
        let decision = table.safeDecision(facts, at: Timestamp(seconds: 0), why: .callFailed)
        guard case .takeCallback? = decision.plan.instructions.first else {
            Issue.record("no callback")
            return
        }
    }

    @Test("Any of 4,000 facts gets a plan that ends the call or leads to a point, at any instant")
    func total() throws {
        let table = try Clinics.table()
        var chance = SeededChance(state: 7)
        let names = ["night", "day", "urgent", "main", "gone", "", SafePlan.policy]
        let keys = "0123456789*#".compactMap { Key($0) }
        let numbers = [Clinics.did, Clinics.spanish, "+16025550199"].compactMap { PhoneNumber(e164: $0) }
        for _ in 0..<4000 {
            let name = names.randomElement(using: &chance) ?? ""
            let count = [Int.min, -1, 0, 1, 2, 3, Int.max].randomElement(using: &chance) ?? 0
            let point: DecisionPoint
            switch Int.random(in: 0..<6, using: &chance) {
            case 0: point = .start
            case 1: point = .key(menu: name, try #require(keys.randomElement(using: &chance)))
            case 2: point = .silence(menu: name, times: count)
            case 3: point = .wrongKey(menu: name, times: count)
            case 4: point = .answered(question: name, digits: "850", unanswered: count)
            default: point = .exhausted(policy: name, round: count)
            }
            let facts = CallFacts(
                dialled: try #require(numbers.randomElement(using: &chance)), caller: nil,
                language: ["en", "es", "xx", nil].randomElement(using: &chance) ?? nil, point: point)
            let now = Timestamp(microseconds: Int64.random(in: Int64.min...Int64.max, using: &chance))
            let decision = table.decide(facts, at: now)
            switch decision.plan.instructions.last {
            case .menu, .collect, .escalate, .takeCallback, .hangUp: break
            case .say, .ring, .setMode, nil: Issue.record("\(point) at \(now) leads nowhere")
            }
            if case .escalate(let plan)? = decision.plan.instructions.last {
                #expect(!plan.steps.isEmpty && plan.steps.allSatisfy { !$0.targets.isEmpty })
            }
            #expect(table.decide(facts, at: now) == decision)
        }
    }
}

/// SplitMix64: the same numbers on every machine.
struct SeededChance: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
