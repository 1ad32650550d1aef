import CallModel
import Daemon
import Routing

/// What `nightbell prove` found.
struct ProofReport: Encodable {
    /// A way on which a caller does not get to a person as they should.
    struct Example: Encodable {
        var fault: String
        var file: String
        var line: Int
        var column: Int
        var number: String
        /// The mode that the clinic was put into; `nil` for none.
        var mode: String?
        var path: [String]
        var from: ReportTime
        var to: ReportTime
        var local: String
        var message: String
    }

    /// The way that takes longest.
    struct Slowest: Encodable {
        var seconds: Double
        var number: String
        var path: [String]
        var at: ReportTime
        var local: String
    }

    var configuration: ConfigurationVersion
    var from: ReportTime
    var to: ReportTime
    var withinSeconds: Double
    var numbers: Int
    var modes: Int
    var ways: Int
    var intervals: Int
    var slowest: Slowest?
    var counterExamples: [Example]
    /// The lines for people.
    private var lines: [String]

    private enum CodingKeys: String, CodingKey {
        case configuration, from, to, withinSeconds, numbers, modes, ways, intervals, slowest, counterExamples
    }

    /// The proof of one number, as the clinic is or in one of its modes.
    private struct Case {
        var mode: String?
        var proof: Proof
    }

    /// Proves each number of `configuration`, as it is and in each of its modes, as many at a time as there are
    /// processors.
    init(_ configuration: LoadedConfiguration, from start: Timestamp, to end: Timestamp) async {
        let table = configuration.table
        let within = configuration.clinic.personWithin ?? Proof.usualWithin
        var cases = await withTaskGroup { group in
            for mode in [nil] + table.modeNames.map({ Optional($0) }) {
                let table = mode.map { table.setting(modes: [ModeSetting(mode: $0, start: start)]) } ?? table
                let changes = table.changes(from: start, to: end)
                for number in table.dialledNumbers {
                    group.addTask {
                        Case(
                            mode: mode,
                            proof: Proof(number, in: table, changes: changes, within: within))
                    }
                }
            }
            return await group.reduce(into: [Case]()) { $0.append($1) }
        }
        cases.sort { ($0.mode ?? "", $0.proof.number.e164) < ($1.mode ?? "", $1.proof.number.e164) }
        self.init(configuration, cases, from: start, to: end, within: within)
    }

    private init(
        _ configuration: LoadedConfiguration, _ cases: [Case], from start: Timestamp, to end: Timestamp,
        within: Duration
    ) {
        let (clinic, table) = (configuration.clinic, configuration.table)
        self.configuration = configuration.version
        from = ReportTime(start)
        to = ReportTime(end)
        withinSeconds = within / .seconds(1)
        let proofs = cases.map(\.proof)
        numbers = table.dialledNumbers.count
        modes = table.modeNames.count
        ways = proofs.reduce(0) { $0 + $1.ways }
        intervals = proofs.reduce(0) { $0 + $1.intervals }
        let examples = cases.flatMap { found in found.proof.counterExamples.map { (found.mode, $0) } }
        counterExamples = examples.map { mode, example in
            let position = example.position(in: clinic)
            return Example(
                fault: example.fault.name, file: position.file, line: position.line, column: position.column,
                number: example.number.e164, mode: mode, path: example.path.map(\.words),
                from: ReportTime(example.from), to: ReportTime(example.to),
                local: table.zone(of: example.number).words(example.from), message: example.fault.words)
        }
        slowest = proofs.compactMap { proof in
            proof.slowest.map { slowest in
                Slowest(
                    seconds: slowest.time / .seconds(1), number: proof.number.e164,
                    path: slowest.path.map(\.words), at: ReportTime(slowest.at),
                    local: table.zone(of: proof.number).words(slowest.at))
            }
        }.max { $0.seconds < $1.seconds }
        var recurring = Recurrences<[String]>()
        for (mode, example) in examples {
            let place = "\(example.number.short), " + (mode.map { "mode \($0), " } ?? "") + example.path.words
            recurring.add(
                ["\(example.position(in: clinic))", "\(place): \(example.fault.words)"],
                table.zone(of: example.number), example.from, example.to)
        }
        lines = recurring.all.map { key, spans in
            "\(key[0]): \(spans.beginning), \(key[1]), \(spans.ending(until: end))"
        }
        let span = "\(clinic.zone.words(start)) to \(clinic.zone.words(end))"
        let parts = [
            Words.count(numbers, "number"), modes > 0 ? Words.count(modes, "mode") : nil,
            "\(Words.count(ways, "way")) through the menus", Words.count(intervals, "interval"), span,
        ]
        let scope = parts.compactMap { $0 }.joined(separator: ", ")
        guard lines.isEmpty else {
            lines.append("\(configuration.file): \(Words.count(examples.count, "counter-example")) (\(scope))")
            return
        }
        lines = ["\(configuration.file) is proven: every caller reaches a person within \(within.words)", "  \(scope)"]
        for proof in proofs {
            guard let slowest = proof.slowest, slowest.time / .seconds(1) == self.slowest?.seconds else { continue }
            lines.append(
                "  slowest: \(slowest.time.words) until the first person is rung: \(proof.number.short), "
                    + "\(slowest.path.words), \(table.zone(of: proof.number).words(slowest.at))")
            break
        }
    }

    /// The lines for people.
    var text: String { lines.joined(separator: "\n") }
}
