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
        /// The mode that staff have set, and at which site alone; `nil` for none, and for the whole clinic.
        var mode: String?
        var site: String?
        /// Who calls, and how busy it is; `nil` for whoever calls on a quiet day.
        var caller: String?
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
    /// Of the number of which rules tell most of them apart.
    var kinds: Int
    var ways: Int
    var intervals: Int
    var slowest: Slowest?
    var counterExamples: [Example]
    /// The lines for people.
    private var lines: [String]

    private enum CodingKeys: String, CodingKey {
        case configuration, from, to, withinSeconds, numbers, modes, kinds, ways, intervals, slowest, counterExamples
    }

    /// The proof of one number, as the clinic is or in one of its modes.
    private struct Case {
        var mode: ModeCase
        var proof: Proof
        var kinds: Int
    }

    /// Proves each number of `configuration`, for each kind of caller, as it is and in each of its modes, as many at a
    /// time as there are processors.
    init(_ configuration: LoadedConfiguration, from start: Timestamp, to end: Timestamp) async {
        let (clinic, table) = (configuration.clinic, configuration.table)
        let within = clinic.personWithin ?? Proof.usualWithin
        let kinds = CallerKinds(clinic)
        let numbers = table.dialledNumbers.map { (number: $0, kinds: kinds.of($0), modes: clinic.modeCases(for: $0)) }
        let cases = await withTaskGroup { group in
            for (order, mode) in clinic.modeCases.enumerated() {
                let wanted = numbers.filter { $0.modes.contains(mode) }
                guard !wanted.isEmpty else { continue }
                let table = table.set(mode, from: start)
                let changes = table.changes(from: start, to: end)
                for call in wanted {
                    group.addTask {
                        let proof = Proof(call.number, in: table, changes: changes, within: within, kinds: call.kinds)
                        return (order, Case(mode: mode, proof: proof, kinds: call.kinds.count))
                    }
                }
            }
            return await group.reduce(into: [(Int, Case)]()) { $0.append($1) }
        }
        let sorted = cases.sorted { ($0.0, $0.1.proof.number.e164) < ($1.0, $1.1.proof.number.e164) }.map(\.1)
        self.init(configuration, sorted, from: start, to: end, within: within)
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
        kinds = cases.map(\.kinds).max() ?? 1
        ways = proofs.reduce(0) { $0 + $1.ways }
        intervals = proofs.reduce(0) { $0 + $1.intervals }
        // What is so without a mode, or with it set for the whole clinic, is not said again.
        var known: Set<CounterExample> = []
        var examples: [(ModeCase, CounterExample)] = []
        for found in cases {
            let new = found.proof.counterExamples.filter { !known.contains($0) && !known.contains($0.ofAnybody) }
            examples += new.map { (found.mode, $0) }
            if found.mode.site == nil { known.formUnion(new) }
        }
        counterExamples = examples.map { mode, example in
            let position = example.position(in: clinic)
            return Example(
                fault: example.fault.name, file: position.file, line: position.line, column: position.column,
                number: example.number.e164, mode: mode.mode, site: mode.site,
                caller: example.kind.words.isEmpty ? nil : example.kind.words, path: example.path.map(\.words),
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
        var recurring = Recurrences<SaidOfCalls>()
        for (mode, example) in examples {
            recurring.add(
                SaidOfCalls(
                    number: example.number.short, circumstances: Words.list(mode.words, example.kind.words),
                    way: example.path.words, what: example.fault.words, position: example.position(in: clinic)),
                table.zone(of: example.number), example.from, example.to)
        }
        lines = recurring.together.map { said in
            "\(said.position ?? clinic.position): \(said.spans.beginning), \(said.words): \(said.what), "
                + said.spans.ending(until: end)
        }
        let span = "\(clinic.zone.words(start)) to \(clinic.zone.words(end))"
        let parts = [
            Words.count(numbers, "number"), modes > 0 ? Words.count(modes, "mode") : nil,
            kinds > 1 ? "\(kinds) kinds of callers" : nil,
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
                    + "\(slowest.path.words), \(slowest.kind.words.isEmpty ? "" : "\(slowest.kind.words), ")\(table.zone(of: proof.number).words(slowest.at))"
            )
            break
        }
    }

    /// The lines for people.
    var text: String { lines.joined(separator: "\n") }
}
