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
    var ways: Int
    var intervals: Int
    var slowest: Slowest?
    var counterExamples: [Example]
    /// The lines for people.
    private var lines: [String]

    private enum CodingKeys: String, CodingKey {
        case configuration, from, to, withinSeconds, numbers, ways, intervals, slowest, counterExamples
    }

    /// Proves each number of `configuration`, as many at a time as there are processors.
    init(_ configuration: LoadedConfiguration, from start: Timestamp, to end: Timestamp) async {
        let table = configuration.table
        let within = configuration.clinic.personWithin ?? Proof.usualWithin
        let boundaries = table.boundaries(from: start, to: end)
        var proofs = await withTaskGroup { group in
            for number in table.dialledNumbers {
                group.addTask { Proof(number, in: table, boundaries: boundaries, to: end, within: within) }
            }
            return await group.reduce(into: [Proof]()) { $0.append($1) }
        }
        proofs.sort { $0.number.e164 < $1.number.e164 }
        self.init(configuration, proofs, from: start, to: end, within: within)
    }

    private init(
        _ configuration: LoadedConfiguration, _ proofs: [Proof], from start: Timestamp, to end: Timestamp,
        within: Duration
    ) {
        let (clinic, table) = (configuration.clinic, configuration.table)
        self.configuration = configuration.version
        from = ReportTime(start)
        to = ReportTime(end)
        withinSeconds = within / .seconds(1)
        numbers = proofs.count
        ways = proofs.reduce(0) { $0 + $1.ways }
        intervals = proofs.reduce(0) { $0 + $1.intervals }
        let examples = proofs.flatMap(\.counterExamples)
        counterExamples = examples.map { example in
            let position = example.position(in: clinic)
            return Example(
                fault: example.fault.name, file: position.file, line: position.line, column: position.column,
                number: example.number.e164, path: example.path.map(\.words), from: ReportTime(example.from),
                to: ReportTime(example.to), local: table.zone(of: example.number).words(example.from),
                message: example.fault.words)
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
        for example in examples {
            recurring.add(
                [
                    "\(example.position(in: clinic))",
                    "\(example.number.short), \(example.path.words): \(example.fault.words)",
                ],
                table.zone(of: example.number), example.from, example.to)
        }
        lines = recurring.all.map { key, spans in
            "\(key[0]): \(spans.beginning), \(key[1]), \(spans.ending(until: end))"
        }
        let span = "\(clinic.zone.words(start)) to \(clinic.zone.words(end))"
        let scope =
            "\(Words.count(numbers, "number")), \(Words.count(ways, "way")) through the menus, "
            + "\(Words.count(intervals, "interval")), \(span)"
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
