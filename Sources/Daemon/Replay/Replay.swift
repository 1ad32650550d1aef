package import CallModel
import Routing
package import Storage

/// Makes the decisions of past calls again, each by the configuration that made it, and says where they differ.
package struct Replay: Sendable {
    /// No more calls than this are read at once.
    private static let page = 100

    private let store: Store
    private let surroundings: ConfigurationSurroundings

    /// A replay of what is in `store`.
    package init(_ store: Store, surroundings: ConfigurationSurroundings = .system) {
        self.store = store
        self.surroundings = surroundings
    }

    /// Makes the decisions of one call again.
    ///
    /// - Throws: `StoreError`.
    package func run(_ call: CallID) async throws -> ReplayReport {
        var tables: [ConfigurationVersion: RoutingTable?] = [:]
        var report = ReplayReport()
        try await replay(call, &tables, &report)
        return report
    }

    /// Makes the decisions of every call again.
    ///
    /// - Throws: `StoreError`.
    package func runAll() async throws -> ReplayReport {
        var tables: [ConfigurationVersion: RoutingTable?] = [:]
        var report = ReplayReport()
        var last: CallID?
        while true {
            let calls = try await store.decisions.calls(after: last, atMost: Self.page)
            guard let end = calls.last else { return report }
            for call in calls { try await replay(call, &tables, &report) }
            last = end
        }
    }

    private func replay(
        _ call: CallID, _ tables: inout [ConfigurationVersion: RoutingTable?], _ report: inout ReplayReport
    ) async throws {
        for stored in try await store.decisions.of(call) {
            let table: RoutingTable?
            if let known = tables[stored.configuration] {
                table = known
            } else {
                table = try await self.table(stored.configuration)
                tables[stored.configuration] = .some(table)
            }
            guard let table else {
                report.skipped["configuration \(stored.configuration) is not kept, or cannot be read", default: 0] += 1
                continue
            }
            replay(stored, by: table, &report)
        }
    }

    private func replay(_ stored: StoredDecision, by table: RoutingTable, _ report: inout ReplayReport) {
        guard let first = FirstDecision(stored) else {
            report.skipped["a newer version wrote it", default: 0] += 1
            return
        }
        let again = table.replay(first.question, first.facts, first.trace)
        report.replayed += 1
        guard let what = difference(first, again) else { return }
        report.differences.append(
            .init(
                call: stored.call, decision: stored.position + 1, at: ReportTime(stored.at),
                configuration: stored.configuration, what: what))
    }

    /// What differs, in words; `nil` when nothing does.
    private func difference(_ first: FirstDecision, _ again: Decision) -> String? {
        let (before, after) = (first.trace.lines, again.trace.lines)
        for (old, new) in zip(before, after) where old != new {
            return "it was '\(old)' and is '\(new)'"
        }
        if let line = before.dropFirst(after.count).first { return "it was '\(line)' and is not any more" }
        if let line = after.dropFirst(before.count).first { return "it is '\(line)' and was not" }
        return first.hasPlan(of: again) ? nil : "the reasons are the same and the plan is not"
    }

    /// The table of a configuration that was in force; `nil` when it is not kept, or cannot be read any more.
    private func table(_ version: ConfigurationVersion) async throws -> RoutingTable? {
        let files = try await store.configurations.files(version)
        guard let main = files.first else { return nil }
        let texts = Dictionary(files.map { ($0.path, Array($0.text.utf8)) }) { first, _ in first }
        var surroundings = surroundings
        // Passwords decide nothing, and are not kept; calendars are, under their paths.
        surroundings.secrets = .named
        surroundings.readFile = { path, _ in texts[path] ?? Array(SecretReader.notKept.utf8) }
        let load = ConfigurationLoader.load(
            Array(main.text.utf8), path: main.path, surroundings: surroundings, known: version)
        return load.configuration?.table
    }
}
