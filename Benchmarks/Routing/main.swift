import CallModel
import Glibc
import Routing

// `RoutingBench [decisions [rules…]]`: compiles made-up clinics of 10² to 10⁵ rules, or of as many as are named, with 500
// people, 200 rotations and 50 sites, and measures how long decisions take. One row for each size.

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let count = arguments.first ?? 50_000
let sizes = arguments.count > 1 ? Array(arguments.dropFirst()) : [100, 1_000, 10_000, 100_000]

func row(_ cells: [String]) {
    let widths = [8, 11, 8, 8, 8, 9, 9, 11, 11, 12, 12]
    print(zip(cells, widths).map { String(repeating: " ", count: max(0, $1 - $0.count)) + $0 }.joined())
}

func micro(_ nanoseconds: UInt64) -> String {
    "\(nanoseconds / 1000).\(String(nanoseconds % 1000 / 10 + 100).dropFirst())"
}

func part(_ times: [UInt64], _ share: Double) -> String {
    times.isEmpty ? "-" : micro(times[min(times.count - 1, Int(Double(times.count) * share))])
}

print(
    "microseconds for a decision (wall clock of each; the least of 9 passes; CPU of the thread, mean of batches of 100)"
)
row(["rules", "compile ms", "p50", "p90", "p99", "p99.9", "max", "least p50", "least p99", "batch p50", "batch p99"])
for rules in sizes {
    let big = try BigClinic(.init(rules: rules))
    let clinic = big.clinic()
    var compiled: [UInt64] = []
    var table: RoutingTable?
    for _ in 0..<3 {
        let start = Measure.nanoseconds(CLOCK_THREAD_CPUTIME_ID)
        let compilation = RoutingTable.compile(clinic, version: ConfigurationVersion("bench"))
        compiled.append(Measure.nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start)
        table = compilation.table
        if table == nil {
            let errors = compilation.findings.filter { $0.severity == .error }
            throw BenchError(
                description: "\(rules) rules: " + errors.prefix(3).map(\.description).joined(separator: "; "))
        }
    }
    guard let table else { continue }
    let measure = Measure(table, big, count: count)
    _ = Measure(table, big, count: 1_000).each()
    let each = measure.each()
    let least = measure.least(of: 9)
    let batches = measure.batches()
    let milliseconds = compiled.sorted()[1] / 1_000_000
    row([
        "\(rules)", "\(milliseconds)", part(each, 0.5), part(each, 0.9), part(each, 0.99), part(each, 0.999),
        part(each, 1), part(least, 0.5), part(least, 0.99), part(batches, 0.5), part(batches, 0.99),
    ])
}
