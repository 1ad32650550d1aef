import CallModel
import Daemon
import Routing

/// What `nightbell diff` found.
struct DifferenceReport: Encodable {
    /// A stretch of time in which callers notice something.
    struct Change: Encodable {
        var number: String
        var path: String
        var what: String
        var from: ReportTime
        var to: ReportTime
        var local: String
    }

    var old: ConfigurationVersion
    var new: ConfigurationVersion
    var from: ReportTime
    var to: ReportTime
    var changes: [Change]
    /// Prompts whose words or sound files are others now: `greeting.en`.
    var prompts: [String]
    /// The lines for people.
    private var lines: [String]

    private enum CodingKeys: String, CodingKey { case old, new, from, to, changes, prompts }

    init(
        _ old: LoadedConfiguration, _ new: LoadedConfiguration, from start: Timestamp, to end: Timestamp, days: Int
    ) {
        self.old = old.version
        self.new = new.version
        from = ReportTime(start)
        to = ReportTime(end)
        let found = Difference(from: old.table, to: new.table, from: start, to: end).changes
        func zone(_ number: PhoneNumber) -> TimeZoneRules {
            new.table.serves(number) ? new.table.zone(of: number) : old.table.zone(of: number)
        }
        changes = found.map { change in
            Change(
                number: change.number.e164, path: change.path, what: change.what, from: ReportTime(change.from),
                to: ReportTime(change.to), local: zone(change.number).words(change.from))
        }
        prompts = Self.changedPrompts(old, new)
        var recurring = Recurrences<[String]>()
        for change in found {
            let place = [change.number.short, change.path].filter { !$0.isEmpty }.joined(separator: ", ")
            recurring.add([place, change.what], zone(change.number), change.from, change.to)
        }
        lines = recurring.all.map { key, spans in "\(key[0]): \(spans.words(until: end)): \(key[1])" }
        lines += prompts.map { "prompt \($0) says something else" }
        lines.append(summary(days))
    }

    private func summary(_ days: Int) -> String {
        let time = "in the next \(Words.count(days, "day"))"
        guard !isEmpty else { return "nothing changes for callers \(time)" }
        let spoken = prompts.isEmpty ? "" : ", and \(Words.count(prompts.count, "prompt"))"
        return "\(Words.count(changes.count, "interval")) change\(changes.count == 1 ? "s" : "")\(spoken) \(time)"
    }

    /// Prompts that both have and that sound otherwise.
    private static func changedPrompts(_ old: LoadedConfiguration, _ new: LoadedConfiguration) -> [String] {
        let before = Dictionary(old.prompts.map { ($0.prompt, $0.content) }) { first, _ in first }
        return new.prompts.filter { prompt in before[prompt.prompt].map { $0 != prompt.content } ?? false }
            .map(\.prompt.description).sorted()
    }

    var isEmpty: Bool { changes.isEmpty && prompts.isEmpty }

    /// The lines for people.
    var text: String { lines.joined(separator: "\n") }
}
