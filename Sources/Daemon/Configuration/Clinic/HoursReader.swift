import Routing

/// Reads `hours:`: weekly hours by name, the named holidays, closed days and exceptions.
struct HoursReader {
    let log: FindingLog
    /// Where it stands: `hours`, `sites.chandler.hours`.
    var path = "hours"

    /// Keys that are no hours.
    static let keys = ["holidays", "closed", "open", "special"]

    private static let days = "write mon-thu, 'mon, wed' or daily"
    private static let spans = "write 08:00-12:00, 13:00-17:00"

    /// The hours in `node`. What it does not say is as in `other`: hours of other names, the holidays, and the closed
    /// days and exceptions, to which its own are added.
    func read(_ node: YAMLNode?, over other: OpeningHours = .init()) -> OpeningHours {
        var hours = other
        guard let node, let section = Section(node, path: path, log: log) else { return hours }
        if section["holidays"] != nil { hours.holidays = holidays(section) }
        for entry in section.entries where !Self.keys.contains(entry.key) {
            guard Section.isName(entry.key) else {
                log.error(entry.position, "'\(entry.key)' is not a name for hours", hint: "such as 'office'")
                continue
            }
            guard case .table = entry.value.content else {
                let near = Spelling.nearest(to: entry.key, among: Self.keys)
                log.error(
                    entry.value.position, "'\(path).\(entry.key)' must be a table of days, and is \(entry.value.kind)",
                    hint: near.map { "did you mean '\($0)'?" } ?? Self.days)
                continue
            }
            hours.weekly[entry.key] = week(entry.value, path: "\(path).\(entry.key)")
        }
        for text in section.texts("closed") { close(text, in: &hours) }
        for text in section.texts("open") { open(text, in: &hours) }
        for text in section.texts("special") { replace(text, in: &hours) }
        return hours
    }

    /// `us-federal`, `[us-federal, us-common]` or `none`.
    private func holidays(_ section: Section) -> [HolidaySet] {
        let texts = section.texts("holidays")
        if texts.count == 1, texts.first?.value == "none" { return [] }
        return texts.compactMap { text in
            if let set = HolidaySet(rawValue: text.value) { return set }
            log.error(
                text.position, "there are no holidays called '\(text.value)'",
                hint: Spelling.hint(for: text.value, among: HolidaySet.allCases.map(\.rawValue) + ["none"]))
            return nil
        }
    }

    func week(_ node: YAMLNode, path: String) -> WeeklyHours {
        var week = WeeklyHours()
        var sound = true
        guard let section = Section(node, path: path, log: log) else { return week }
        for entry in section.entries {
            guard let days = Phrases.weekdays(entry.key) else {
                log.error(entry.position, "'\(path)': '\(entry.key)' is not a day of the week", hint: Self.days)
                sound = false
                continue
            }
            guard let text = section.text(entry.value, entry.key),
                let spans = text == "closed"
                    ? [] : list(of: text, at: entry.value.position, path: "\(path).\(entry.key)")
            else {
                sound = false
                continue
            }
            add(spans, at: entry.value.position, on: days, to: &week, path: path)
        }
        if sound, week.isEmpty {
            log.error(node.position, "'\(path)' is never open", hint: "add a day, or take it out")
        }
        return week
    }

    /// Adds spans to each of `days`; what is after midnight goes to the day after.
    func add(
        _ spans: [(DaySpan, DaySpan?)], at position: SourcePosition, on days: [Weekday], to week: inout WeeklyHours,
        path: String
    ) {
        for day in days {
            for (span, next) in spans {
                let other = week.add(span, on: day) ?? next.flatMap { week.add($0, on: after(day)) }
                if let other {
                    log.error(
                        position, "'\(path)': \(day.title) \(span) overlaps with \(other)",
                        hint: "leave one of them out")
                }
            }
        }
    }

    private func after(_ day: Weekday) -> Weekday { Weekday(rawValue: (day.rawValue + 1) % 7) ?? .monday }

    /// Spans of a day, each with its part after midnight when it has one.
    func list(of text: String, at position: SourcePosition, path: String) -> [(DaySpan, DaySpan?)]? {
        var spans: [(DaySpan, DaySpan?)] = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").map { Phrases.clock($0.trimmed) }
            guard ends.count == 2, let start = ends[0], let end = ends[1], start != end, start < 86_400 else {
                log.error(position, "'\(path)': '\(part.trimmed)' is not a time of day", hint: Self.spans)
                return nil
            }
            if let span = DaySpan(start: start, end: end) {
                spans.append((span, nil))
            } else if let evening = DaySpan(start: start, end: 86_400) {
                spans.append((evening, DaySpan(start: 0, end: end)))
            }
        }
        if spans.isEmpty { log.error(position, "'\(path)' has no times", hint: Self.spans) }
        return spans
    }

    /// `2026-12-31`, `dec 31`, `2026-12-28 to 2026-12-30`, `dec 24 from 12:00`, `… until 10:00`,
    /// `… from 12:00 to 14:00`.
    private func close(_ text: Placed<String>, in hours: inout OpeningHours) {
        var words = text.value.words[...]
        let days: [DayRule]
        switch Phrases.days(&words) {
        case .days(let list): days = list
        case .tooMany:
            return wrong(text, "closed", "the second date must be after the first, and within a year of it")
        case .none:
            return wrong(
                text, "closed", "write 2026-12-31, 'dec 31', '2026-12-28 to 2026-12-30' or '2026-12-24 from 12:00'")
        }
        let span: DaySpan?
        let clocks = words.map(Phrases.clock)
        switch words.map({ $0 == "from" || $0 == "until" || $0 == "to" ? $0 : "?" }) {
        case []: span = .wholeDay
        case ["from", "?"]: span = clocks[1].flatMap { DaySpan(start: $0, end: 86_400) }
        case ["until", "?"]: span = clocks[1].flatMap { DaySpan(start: 0, end: $0) }
        case ["from", "?", "to", "?"], ["from", "?", "until", "?"]:
            span = clocks[1].flatMap { start in clocks[3].flatMap { DaySpan(start: start, end: $0) } }
        default: span = nil
        }
        guard let span else {
            return wrong(text, "closed", "write '2026-12-24 from 12:00', '… until 10:00' or '… from 12:00 to 14:00'")
        }
        for day in days { hours.close(span, on: day) }
    }

    /// `2026-12-26 08:00-12:00`, `dec 26 08:00-12:00`.
    private func open(_ text: Placed<String>, in hours: inout OpeningHours) {
        var words = text.value.words[...]
        guard case .days(let days) = Phrases.days(&words), !words.isEmpty else {
            return wrong(text, "open", "write '2026-12-26 08:00-12:00'")
        }
        let rest = words.joined(separator: " ")
        guard let spans = list(of: rest, at: text.position, path: "\(path).open") else { return }
        guard spans.allSatisfy({ $0.1 == nil }) else {
            return wrong(text, "open", "a span must end on its own day; write the next day's part as another line")
        }
        for day in days { hours.open(spans.map(\.0), on: day) }
    }

    /// `dec 23 to dec 30 office as short`.
    private func replace(_ text: Placed<String>, in hours: inout OpeningHours) {
        var words = text.value.words[...]
        guard case .days(let days) = Phrases.days(&words), words.count == 3, let name = words.first,
            words.dropFirst().first == "as", let other = words.last
        else { return wrong(text, "special", "write 'dec 23 to dec 30 office as short'") }
        for name in [name, other] where hours.weekly[name] == nil {
            return log.error(
                text.position, "there are no hours '\(name)'", hint: Spelling.hint(for: name, among: hours.weekly.keys))
        }
        for day in days { hours.replace(name, by: other, on: day) }
    }

    private func wrong(_ text: Placed<String>, _ key: String, _ hint: String) {
        log.error(text.position, "'\(path).\(key)': '\(text.value)' is not understood", hint: hint)
    }
}
