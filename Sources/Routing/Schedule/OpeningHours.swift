/// When a site is open: weekly hours by name, less holidays and closed days, with exceptions.
///
/// On one date the first of these that speaks decides: an exception (`open:`), the closed days, the holidays, the
/// weekly hours, or other weekly hours that stand in for them on that date (`special:`). All of it is wall clock; in the hour that a clock change repeats, both passes count alike.
package struct OpeningHours: Hashable, Sendable {
    /// The weekly hours by their name: `office`.
    package var weekly: [String: WeeklyHours]
    /// The named sets of holidays.
    package var holidays: [HolidaySet]
    /// Spans of days on which the site is closed though the week says open.
    private(set) var closed = DayTable<DaySpan>()
    /// Days on which exactly these spans are open, whatever the week and the holidays say.
    private(set) var open = DayTable<DaySpan>()
    /// Days on which weekly hours are those of another name.
    private var special = DayTable<Substitution>()

    /// The mode that is in force, set at run time: one or none. A list, so that these hours are small while there is none.
    private var modes: [ModeInForce] = []

    /// The same.
    var mode: ModeInForce? {
        get { modes.first }
        set { modes = newValue.map { [$0] } ?? [] }
    }

    /// On that day the hours `name` are as `instead`.
    private struct Substitution: Hashable, Sendable {
        var name: String
        var instead: String
    }

    /// Hours of these parts.
    package init(weekly: [String: WeeklyHours] = [:], holidays: HolidaySet? = nil) {
        self.init(weekly: weekly, holidays: holidays.map { [$0] } ?? [])
    }

    /// Hours of these parts.
    package init(weekly: [String: WeeklyHours], holidays: [HolidaySet]) {
        self.weekly = weekly
        self.holidays = holidays
    }

    /// Closes `span` of `day`.
    package mutating func close(_ span: DaySpan, on day: DayRule) { closed.add([span], on: day) }

    /// Closes `span` of `date`.
    package mutating func close(_ span: DaySpan, on date: CivilDate) { close(span, on: .date(date)) }

    /// Opens exactly these spans on `day`.
    package mutating func open(_ spans: [DaySpan], on day: DayRule) { open.add(spans, on: day) }

    /// Opens exactly these spans on `date`.
    package mutating func open(_ spans: [DaySpan], on date: CivilDate) { open(spans, on: .date(date)) }

    /// On `day` the weekly hours `name` are as those called `instead`.
    package mutating func replace(_ name: String, by instead: String, on day: DayRule) {
        special.add([Substitution(name: name, instead: instead)], on: day)
    }

    /// The holiday on `date`, of the first set that has one.
    package func holiday(on date: CivilDate) -> String? {
        for set in holidays { if let name = set.holiday(on: date) { return name } }
        return nil
    }

    /// The weekly hours that count for `name` on `date`, and their own name when it is another.
    private func week(_ name: String, on date: CivilDate) -> (hours: WeeklyHours, instead: String?)? {
        guard let own = weekly[name] else { return nil }
        if let other = special[date]?.first(where: { $0.name == name })?.instead, let hours = weekly[other] {
            return (hours, other)
        }
        return (own, nil)
    }

    /// Whether the hours `name` are open at `time`, and why; `nil` when there are no hours of this name.
    package func state(of name: String, at time: CivilTime) -> HoursState? {
        let date = time.date
        guard let week = week(name, on: date) else { return mode(name) }
        if let mode = modes.first {
            switch mode.effect {
            case .closed: return .init(.closed, mode.reason)
            case .open: return .init(.open, mode.reason)
            case .usual: break
            }
        }
        if let spans = open[date] {
            return .init(
                spans.contains { $0.contains(time.secondOfDay) } ? .open : .closed, .exception(date, spans))
        }
        if let shut = closed[date]?.first(where: { $0.contains(time.secondOfDay) }) {
            return .init(.closed, shut == .wholeDay ? .closedDay(date) : .closedSpan(date, shut))
        }
        if let holiday = holiday(on: date) { return .init(.closed, .holiday(holiday)) }
        let weekday = date.weekday
        let spans = week.hours.spans(on: weekday)
        if spans.isEmpty { return .init(.closed, week.instead.map { .instead($0, []) } ?? .never(weekday)) }
        let inside = spans.contains { $0.contains(time.secondOfDay) }
        return .init(inside ? .open : .closed, week.instead.map { .instead($0, spans) } ?? .week(weekday, spans))
    }

    /// Hours called `mode snow-day` are open while that mode is in force.
    private func mode(_ name: String) -> HoursState? {
        guard name.hasPrefix(modeHours) else { return nil }
        guard let mode else { return .init(.closed, .noMode) }
        return .init(name.dropFirst(modeHours.count) == mode.name ? .open : .closed, mode.reason)
    }

    /// The holiday or closed day at `time`; `nil` on an ordinary day and on one that an exception opens.
    func dayOff(at time: CivilTime) -> HoursReason? {
        if let mode = modes.first {
            switch mode.effect {
            case .closed: return mode.reason
            case .open: return nil
            case .usual: break
            }
        }
        guard open[time.date] == nil else { return nil }
        if let shut = closed[time.date]?.first(where: { $0.contains(time.secondOfDay) }) {
            return shut == .wholeDay ? .closedDay(time.date) : .closedSpan(time.date, shut)
        }
        return holiday(on: time.date).map { .holiday($0) }
    }

    /// The spans of `date` on which the hours `name` are open.
    package func spans(of name: String, on date: CivilDate) -> [DaySpan] {
        guard let week = week(name, on: date) else { return [] }
        if let spans = open[date] { return spans.sorted { $0.start < $1.start } }
        if holiday(on: date) != nil { return [] }
        var spans = week.hours.spans(on: date.weekday)
        for shut in closed[date] ?? [] {
            spans = spans.flatMap { span in
                [
                    DaySpan(start: span.start, end: min(span.end, shut.start)),
                    DaySpan(start: max(span.start, shut.end), end: span.end),
                ].compactMap { $0 }
            }
        }
        return spans
    }
}

/// Whether hours are open at an instant, and why.
package struct HoursState: Hashable, Sendable {
    /// Open or closed.
    package enum Answer: String, Hashable, Sendable, Codable { case open, closed }

    /// The answer.
    package let answer: Answer
    /// The reason.
    package let reason: HoursReason

    init(_ answer: Answer, _ reason: HoursReason) {
        self.answer = answer
        self.reason = reason
    }
}
