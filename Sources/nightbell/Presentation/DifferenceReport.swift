import CallModel
import Daemon
import Routing

/// What `nightbell diff` found.
struct DifferenceReport: Encodable {
    /// A stretch of time in which callers notice something.
    struct Change: Encodable {
        var number: String
        /// The mode that staff have set, and at which site alone; `nil` for none, and for the whole clinic.
        var mode: String?
        var site: String?
        /// Who calls, and how busy it is; `nil` for whoever calls on a quiet day.
        var caller: String?
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
    /// Modes that staff can set in one of them only: `storm can be set`.
    var modes: [String]
    /// Prompts whose words or sound files are others now: `greeting.en`.
    var prompts: [String]
    /// The lines for people.
    private var lines: [String]

    private enum CodingKeys: String, CodingKey { case old, new, from, to, changes, modes, prompts }

    /// How long a time is looked at.
    struct Span {
        var days: Int
        /// From when; from now on when `nil`.
        var begin: Timestamp?

        /// `in the next 90 days`, `in the 3 days from Thu 24 Dec 00:00`.
        func words(_ zone: TimeZoneRules) -> String {
            guard let begin else { return days == 1 ? "in the next day" : "in the next \(days) days" }
            return "in the \(days == 1 ? "day" : "\(days) days") from \(zone.shortWords(begin))"
        }
    }

    init(
        _ old: LoadedConfiguration, _ new: LoadedConfiguration, from start: Timestamp, to end: Timestamp, span: Span
    ) {
        self.old = old.version
        self.new = new.version
        from = ReportTime(start)
        to = ReportTime(end)
        let found = Self.changes(old, new, from: start, to: end)
        func zone(_ number: PhoneNumber) -> TimeZoneRules {
            new.table.serves(number) ? new.table.zone(of: number) : old.table.zone(of: number)
        }
        changes = found.map { mode, change in
            Change(
                number: change.number.e164, mode: mode.mode, site: mode.site, caller: change.caller?.words,
                path: change.path,
                what: change.what, from: ReportTime(change.from), to: ReportTime(change.to),
                local: zone(change.number).words(change.from))
        }
        let (before, after) = (Set(old.table.modeNames), Set(new.table.modeNames))
        modes =
            after.subtracting(before).sorted().map { "\($0) can be set" }
            + before.subtracting(after).sorted().map { "\($0) can no longer be set" }
        prompts = Self.changedPrompts(old, new)
        var recurring = Recurrences<SaidOfCalls>()
        for (mode, change) in found {
            recurring.add(
                SaidOfCalls(
                    number: change.number.short, circumstances: Words.list(mode.words, change.caller?.words ?? ""),
                    way: change.path, what: change.what), zone(change.number), change.from, change.to)
        }
        lines = recurring.together.map { "\($0.words): \($0.spans.words(until: end)): \($0.what)" }
        lines += modes.map { "mode \($0)" }
        lines += prompts.map { "prompt \($0) says something else" }
        lines.insert(headline(span.words(new.table.zone)), at: 0)
    }

    /// What callers notice as the clinic is, and in each mode that both have, what they do not notice without it; last in
    /// a mode at one site alone, where a call may come to several, what they notice neither without it nor with it everywhere.
    private static func changes(
        _ old: LoadedConfiguration, _ new: LoadedConfiguration, from start: Timestamp, to end: Timestamp
    ) -> [(ModeCase, Difference.Change)] {
        let kinds = CallerKinds(old.clinic, new.clinic)
        var known: Set<Difference.Change> = []
        var found: [(ModeCase, Difference.Change)] = []
        let numbers = Set(old.table.dialledNumbers).union(new.table.dialledNumbers)
        let cases = Dictionary(
            uniqueKeysWithValues: numbers.map { number in
                (number, Set(old.clinic.modeCases(for: number)).union(new.clinic.modeCases(for: number)))
            })
        for mode in new.clinic.modeCases {
            if let name = mode.mode, old.table.mode(named: name) == nil { continue }
            let changes = Difference(
                from: old.table.set(mode, from: start), to: new.table.set(mode, from: start), from: start, to: end,
                kinds: kinds, isWanted: { cases[$0]?.contains(mode) ?? false }
            ).changes.filter { !known.contains($0) }
            if mode.site == nil { known.formUnion(changes) }
            found += changes.map { (mode, $0) }
        }
        return found
    }

    private func headline(_ time: String) -> String {
        guard !isEmpty else { return "nothing changes for callers \(time)" }
        let intervals = Set(changes.map { [$0.number, $0.from.description, $0.to.description] }).count
        let others = [
            modes.isEmpty ? nil : Words.count(modes.count, "mode"),
            prompts.isEmpty ? nil : Words.count(prompts.count, "prompt"),
        ].compactMap { $0 }.joined(separator: " and ")
        guard intervals > 0 else { return "\(time) no interval changes, but \(others):" }
        let change = "\(time) \(Words.count(intervals, "interval")) change\(intervals == 1 ? "s" : "")"
        return change + (others.isEmpty ? ":" : ", and \(others):")
    }

    /// Prompts that both have and that sound otherwise.
    private static func changedPrompts(_ old: LoadedConfiguration, _ new: LoadedConfiguration) -> [String] {
        let before = Dictionary(old.prompts.map { ($0.prompt, $0.content) }) { first, _ in first }
        return new.prompts.filter { prompt in before[prompt.prompt].map { $0 != prompt.content } ?? false }
            .map(\.prompt.description).sorted()
    }

    var isEmpty: Bool { changes.isEmpty && modes.isEmpty && prompts.isEmpty }

    /// The lines for people.
    var text: String { lines.joined(separator: "\n") }
}
