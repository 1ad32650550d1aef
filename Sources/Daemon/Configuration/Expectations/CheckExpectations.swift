package import Routing

/// Checks the clinic's own tests against a compiled table.
///
/// - Returns: a finding for each that is not met, which says what happens instead.
package func checkExpectations(_ expectations: [Expectation], _ table: RoutingTable) -> [Finding] {
    expectations.compactMap { expectation in
        let run = DryRun(
            table.set(ModeCase(mode: expectation.mode), from: expectation.at), did: expectation.number,
            at: expectation.at, from: expectation.from, keys: expectation.keys)
        let wanted = expectation.rings.lowercased()
        let limit = expectation.within ?? .zero
        if run.rings.contains(where: { $0.after <= limit && $0.target.isCalled(wanted) }) { return nil }
        let time = table.zone(of: expectation.number).local(at: expectation.at)
        let early = run.rings.filter { $0.after <= limit }.map(\.target.name)
        let rung = early.isEmpty ? "nobody" : unique(early).joined(separator: ", ")
        let later = run.rings.first { $0.target.isCalled(wanted) }.map {
            "; \($0.target.name) is rung after \(Phrases.text($0.after))"
        }
        let within = expectation.within.map { " within \(Phrases.text($0))" } ?? " first"
        return Finding(
            .error, at: expectation.position,
            "expected '\(expectation.rings)' to be rung\(within) at \(time)\(expectation.circumstances), and it is \(rung)\(later ?? "")",
            hint: "nightbell route shows why", kind: .expectation, when: expectation.at)
    }
}

extension Expectation {
    /// `, from +…50, in mode snow-day`; nothing of what is not said.
    fileprivate var circumstances: String {
        [from.map { ", from \($0)" }, mode.map { ", in mode \($0)" }].compactMap { $0 }.joined()
    }
}

private func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
}
