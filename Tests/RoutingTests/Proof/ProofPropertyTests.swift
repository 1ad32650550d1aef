import CallModel
import Foundation
import Routing
import Testing

@Suite("The proof against brute force")
struct ProofPropertyTests {
    /// More clinics, and each half hour: `NIGHTBELL_PROOFS=500 swift test -c release -Xswiftc -enable-testing …`.
    static let wanted = ProcessInfo.processInfo.environment["NIGHTBELL_PROOFS"].flatMap { Int($0) }

    struct Tally {
        var proven = 0
        var refuted = 0
        var sometimes = 0
        var wrong: [String] = []
    }

    /// Two weeks around the autumn clock change of New York and London, each `step` seconds.
    private func compare(_ clinics: Int, step: Int64, from seed: UInt64) throws -> Tally {
        var tally = Tally()
        var seed = seed
        let date = try civil("2026-10-23 00:00").date
        while tally.proven + tally.refuted < clinics {
            seed += 1
            var random = RandomClinic(seed: seed)
            let clinic = try random.clinic(around: date)
            guard let table = RoutingTable.compile(clinic, version: ConfigurationVersion("0123456789ab")).table else {
                continue
            }
            let start = table.zone.instants(of: CivilTime(date)).instant
            let end = start + .seconds(14 * 86_400)
            let number = try Clinics.number(Clinics.did)
            let proof = Proof(
                number, in: table, changes: table.changes(from: start, to: end), within: .seconds(3600))
            let brute = BruteForce(
                table: table, number: number,
                keys: [.silence] + "01259".compactMap { Key($0) }.map { .key($0) }, depth: 2)
            var faulty = 0
            var instants = 0
            for offset in stride(from: 0, to: Int64(14 * 86_400), by: Int64.Stride(step)) {
                let at = start + .seconds(offset)
                instants += 1
                let found = brute.findsFault(at: at)
                if found { faulty += 1 }
                if found != proof.counterExamples.contains(where: { $0.from <= at && at < $0.to }),
                    tally.wrong.count < 10
                {
                    tally.wrong.append(
                        "seed \(seed), \(table.zone.words(at)): brute force \(found ? "finds" : "has none")")
                }
            }
            if proof.counterExamples.isEmpty { tally.proven += 1 } else { tally.refuted += 1 }
            if faulty > 0, faulty < instants { tally.sometimes += 1 }
        }
        return tally
    }

    @Test("In 12 clinics made by chance, or as many as asked for, both find a fault at the same instants of two weeks")
    func instants() throws {
        let tally = try compare(Self.wanted ?? 12, step: Self.wanted == nil ? 5400 : 1800, from: 1)
        #expect(tally.wrong == [])
        #expect(tally.proven > 0 && tally.refuted > 0 && tally.sometimes > 0, "\(tally)")
        if Self.wanted != nil { print("proven \(tally.proven), refuted \(tally.refuted), at times \(tally.sometimes)") }
    }
}
