import CallModel
import Glibc
import Routing

/// Times of many decisions.
struct Measure {
    let table: RoutingTable
    let questions: [(facts: CallFacts, at: Timestamp)]

    /// Random callers, numbers, instants of six years, and points: a third each of calls that arrive, of keys that lead
    /// to an escalation, and of rounds in which nobody accepted.
    init(_ table: RoutingTable, _ clinic: BigClinic, count: Int) {
        self.table = table
        var chance = SplitMix(state: 2026)
        questions = (0..<count).compactMap { index in
            let site = Int.random(in: 0..<clinic.size.sites, using: &chance)
            guard let did = clinic.did(site) else { return nil }
            let caller = Bool.random(using: &chance) ? Int.random(in: 0..<clinic.size.rules, using: &chance) : 65_000
            var facts = CallFacts(dialled: did, caller: BigClinic.number(caller))
            facts.load = CallLoad(active: 3, waiting: 1)
            facts.marks.zip = "\(Int.random(in: 10_000..<99_999, using: &chance))"
            facts.marks.provider = PersonID("person\(Int.random(in: 0..<clinic.size.people, using: &chance))")
            facts.marks.skill = "dental"
            switch index % 3 {
            case 0: facts.point = .start
            case 1: facts.point = Key("5").map { .key(menu: "night\(site)", $0) } ?? .start
            default: facts.point = .exhausted(policy: "urgent\(site % clinic.size.rotations)", round: 1)
            }
            return (facts, Timestamp(seconds: Int64.random(in: 1_704_067_200..<1_893_456_000, using: &chance)))
        }
    }

    /// Nanoseconds of each decision, ascending. Wall clock, read before and after each.
    func each() -> [UInt64] {
        var times: [UInt64] = []
        times.reserveCapacity(questions.count)
        var instructions = 0
        for question in questions {
            let start = Self.nanoseconds(CLOCK_MONOTONIC)
            let decision = table.decide(question.facts, at: question.at)
            times.append(Self.nanoseconds(CLOCK_MONOTONIC) - start)
            instructions += decision.plan.instructions.count
        }
        Self.keep(instructions)
        return times.sorted()
    }

    /// Of several passes over all questions, the least nanoseconds of each, ascending: what a decision costs when nothing
    /// comes between. From one pass to the next its memory has been used for all other questions.
    func least(of passes: Int) -> [UInt64] {
        var least = [UInt64](repeating: .max, count: questions.count)
        var instructions = 0
        for _ in 0..<passes {
            for (index, question) in questions.enumerated() {
                let start = Self.nanoseconds(CLOCK_MONOTONIC)
                let decision = table.decide(question.facts, at: question.at)
                least[index] = min(least[index], Self.nanoseconds(CLOCK_MONOTONIC) - start)
                instructions += decision.plan.instructions.count
            }
        }
        Self.keep(instructions)
        return least.sorted()
    }

    /// Nanoseconds of CPU of this thread for a decision, as the mean of batches of 100, ascending.
    func batches() -> [UInt64] {
        var times: [UInt64] = []
        var instructions = 0
        for start in stride(from: 0, to: questions.count - 100, by: 100) {
            let began = Self.nanoseconds(CLOCK_THREAD_CPUTIME_ID)
            for index in start..<start + 100 {
                instructions += table.decide(questions[index].facts, at: questions[index].at).plan.instructions.count
            }
            times.append((Self.nanoseconds(CLOCK_THREAD_CPUTIME_ID) - began) / 100)
        }
        Self.keep(instructions)
        return times.sorted()
    }

    static func nanoseconds(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// So that no decision is optimised away.
    private static func keep(_ count: Int) {
        if count == 0 { print("no instructions") }
    }
}

/// SplitMix64: the same numbers on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
