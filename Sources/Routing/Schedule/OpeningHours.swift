/// When a site is open: weekly hours by name, less holidays and closed days, with exceptions.
///
/// On one date the first of these that speaks decides: an exception (`open:`), the closed days, the holidays, the
/// weekly hours. All of it is wall clock; in the hour that a clock change repeats, both passes count alike.
package struct OpeningHours: Hashable, Sendable {
    /// The weekly hours by their name: `office`.
    package var weekly: [String: WeeklyHours]
    /// The named set of holidays.
    package var holidays: HolidaySet?
    /// Spans of dates on which the site is closed though the week says open.
    package private(set) var closed: [CivilDate: [DaySpan]] = [:]
    /// Dates on which exactly these spans are open, whatever the week and the holidays say.
    package private(set) var open: [CivilDate: [DaySpan]] = [:]

    /// Hours of these parts.
    package init(weekly: [String: WeeklyHours] = [:], holidays: HolidaySet? = nil) {
        self.weekly = weekly
        self.holidays = holidays
    }

    /// Closes `span` of `date`.
    package mutating func close(_ span: DaySpan, on date: CivilDate) { closed[date, default: []].append(span) }

    /// Opens exactly these spans on `date`.
    package mutating func open(_ spans: [DaySpan], on date: CivilDate) { open[date, default: []] += spans }

    /// Whether the hours `name` are open at `time`, and why; `nil` when there are no hours of this name.
    package func state(of name: String, at time: CivilTime) -> HoursState? {
        guard let weekly = weekly[name] else { return nil }
        let date = time.date
        if let spans = open[date] {
            return .init(
                spans.contains { $0.contains(time.secondOfDay) } ? .open : .closed, .exception(date, spans))
        }
        if let shut = closed[date]?.first(where: { $0.contains(time.secondOfDay) }) {
            return .init(.closed, shut == .wholeDay ? .closedDay(date) : .closedSpan(date, shut))
        }
        if let holiday = holidays?.holiday(on: date) { return .init(.closed, .holiday(holiday)) }
        let weekday = date.weekday
        let spans = weekly.spans(on: weekday)
        if spans.isEmpty { return .init(.closed, .never(weekday)) }
        let inside = spans.contains { $0.contains(time.secondOfDay) }
        return .init(inside ? .open : .closed, .week(weekday, spans))
    }

    /// The holiday or closed day at `time`; `nil` on an ordinary day and on one that an exception opens.
    func dayOff(at time: CivilTime) -> HoursReason? {
        guard open[time.date] == nil else { return nil }
        if let shut = closed[time.date]?.first(where: { $0.contains(time.secondOfDay) }) {
            return shut == .wholeDay ? .closedDay(time.date) : .closedSpan(time.date, shut)
        }
        return holidays?.holiday(on: time.date).map { .holiday($0) }
    }

    /// The spans of `date` on which the hours `name` are open.
    package func spans(of name: String, on date: CivilDate) -> [DaySpan] {
        guard let weekly = weekly[name] else { return [] }
        if let spans = open[date] { return spans.sorted { $0.start < $1.start } }
        if holidays?.holiday(on: date) != nil { return [] }
        var spans = weekly.spans(on: date.weekday)
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
