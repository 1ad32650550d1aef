import CallModel
import Foundation
import Routing
import Testing

@Suite("The proof against brute force")
struct ProofPropertyTests {
    /// More clinics: `NIGHTBELL_PROOFS=5000 swift test -c release -Xswiftc -enable-testing …`.
    static let wanted = ProcessInfo.processInfo.environment["NIGHTBELL_PROOFS"].flatMap { Int($0) } ?? 240

    /// A clinic, and when it is looked at.
    struct Case {
        var clinic: Clinic
        /// Seconds after the first midnight.
        var instants: [Int]

        var smaller: [Case] {
            shorter(instants, keeping: 1).map { Case(clinic: clinic, instants: $0) }
                + clinic.smaller.map { Case(clinic: $0, instants: instants) }
        }
    }

    /// What a clinic turned out to be.
    struct Verdict {
        var fault: String?
        var isProven = true
        /// Whether callers reach a person at some of the instants and not at others.
        var isMixed = false
    }

    /// Two weeks around the autumn clock changes of New York and London.
    static let first = "2026-10-23 00:00"
    static let seconds = 14 * 86_400
    /// How many keys a walk presses at the most.
    static let depth = 2

    /// Compares what the proof says of a case with what `judge` finds; `nil` when the clinic does not compile.
    static func verdict(_ item: Case, judge: (BruteForce, Timestamp) -> Bool) throws -> Verdict? {
        let compilation = RoutingTable.compile(item.clinic, version: ConfigurationVersion("0123456789ab"))
        let number = try Clinics.number(Clinics.did)
        guard let table = compilation.table, table.serves(number) else { return nil }
        let start = table.zone.instants(of: CivilTime(try civil(first).date)).instant
        let proof = Proof(
            number, in: table, changes: table.changes(from: start, to: start + .seconds(Int64(seconds))),
            within: .seconds(3600))
        let keys = [.silence] + "01259".compactMap { Key($0) }.map { DryRunKey.key($0) }
        let brute = BruteForce(table: table, number: number, keys: keys, depth: Self.depth)
        var verdict = Verdict(isProven: proof.counterExamples.isEmpty)
        func compare(_ at: Timestamp) -> Bool {
            let found = judge(brute, at)
            let said = proof.counterExamples.filter { $0.from <= at && at < $0.to }
            // The proof follows a caller further than the walk does.
            let wrong = found ? said.isEmpty : said.contains { $0.path.count <= Self.depth }
            if wrong, verdict.fault == nil {
                verdict.fault = "\(table.zone.words(at)): a walk \(found ? "finds a fault" : "has none"), the proof not"
            }
            return found
        }
        let found = item.instants.map { compare(start + .seconds(Int64($0))) }
        verdict.isMixed = found.contains(true) && found.contains(false)
        // A fault that is said must be there, at both its edges.
        for example in proof.counterExamples.filter({ $0.path.count <= Self.depth }).prefix(2) {
            _ = compare(example.from)
            _ = compare(Timestamp(microseconds: example.to.microseconds - 1))
        }
        return verdict
    }

    /// The n-th clinic that is made by chance.
    static func item(seed: UInt64) throws -> Case {
        var random = RandomClinic(seed: seed)
        let clinic = try random.clinic(around: try civil(first).date)
        var chance = RandomClinic.Generator(state: seed ^ 0x5eed)
        return Case(clinic: clinic, instants: (0..<6).map { _ in Int.random(in: 0..<seconds, using: &chance) })
    }

    /// A shrinker of cases that `judge` and the proof do not agree on.
    static func shrinker(judge: @escaping (BruteForce, Timestamp) -> Bool) -> Shrinker<Case> {
        Shrinker(smaller: \.smaller, fault: { try verdict($0, judge: judge)?.fault }, limit: 1_000)
    }

    @Test(
        "In 240 clinics made by chance, or as many as asked for, both find a fault at the same random instants and edges",
        arguments: 0..<4)
    func clinics(batch: Int) throws {
        let judge: (BruteForce, Timestamp) -> Bool = { $0.findsFault(at: $1) }
        var (proven, refuted, mixed) = (0, 0, 0)
        var seed = UInt64(batch) * 1_000_000
        while proven + refuted < Self.wanted / 4 {
            seed += 1
            let item = try Self.item(seed: seed)
            guard let verdict = try Self.verdict(item, judge: judge) else { continue }
            if verdict.isProven { proven += 1 } else { refuted += 1 }
            if verdict.isMixed { mixed += 1 }
            guard verdict.fault != nil else { continue }
            let smallest = try Self.shrinker(judge: judge).smallest(item)
            Issue.record("seed \(seed): \(smallest?.fault ?? "")\n\(smallest?.value.clinic.words ?? "")")
            return
        }
        #expect(proven > 5 && refuted > 5 && mixed > 2, "\(proven) proven, \(refuted) refuted, \(mixed) at times")
    }

    @Test("A judge who sees no faults is found out, and the clinic that shows it is shrunk until no part can go")
    func shrinking() throws {
        let blind: (BruteForce, Timestamp) -> Bool = { _, _ in false }
        let shrinker = Self.shrinker(judge: blind)
        var seed: UInt64 = 0
        var found: (original: Case, smallest: Case)?
        while found == nil, seed < 50 {
            seed += 1
            let item = try Self.item(seed: seed)
            found = try shrinker.smallest(item).map { (item, $0.value) }
        }
        let (original, smallest) = try #require(found)
        #expect(smallest.instants.count == 1)
        #expect(smallest.clinic.words.count < original.clinic.words.count / 2, "\(smallest.clinic.words)")
        for part in smallest.smaller { #expect(try shrinker.fault(part) == nil, "\(part.clinic.words)") }
    }
}
