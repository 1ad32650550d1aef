/// Why hours are open or closed at a time.
package enum HoursReason: Hashable, Sendable, Codable {
    /// An exception (`open:`) says which spans of this date are open.
    case exception(CivilDate, [DaySpan])
    /// All of the date is closed.
    case closedDay(CivilDate)
    /// This part of the date is closed.
    case closedSpan(CivilDate, DaySpan)
    /// This mode is in force, until then or until it is cleared.
    indirect case mode(String, until: LocalInstant?)
    /// No mode is in force.
    case noMode
    /// It is this holiday.
    case holiday(String)
    /// The weekly hours of this name stand in on this date, with these spans.
    case instead(String, [DaySpan])
    /// The week has nothing on this day.
    case never(Weekday)
    /// The week has these spans on this day.
    case week(Weekday, [DaySpan])
}

extension HoursReason: CustomStringConvertible {
    /// `holiday Christmas Day`, `Mon 08:00-12:00, 13:00-17:00`.
    package var description: String {
        switch self {
        case .exception(let date, let spans): "exception \(date): \(spans.text)"
        case .closedDay(let date): "closed day \(date)"
        case .closedSpan(let date, let span): "closed \(date) \(span)"
        case .mode(let title, let until): "mode \(title)" + (until.map { " until \($0)" } ?? "")
        case .noMode: "no mode is set"
        case .holiday(let name): "holiday \(name)"
        case .instead(let name, let spans):
            spans.isEmpty ? "as \(name), which has nothing" : "as \(name), \(spans.text)"
        case .never(let weekday): "never on \(weekday.title)"
        case .week(let weekday, let spans): "\(weekday.title) \(spans.text)"
        }
    }

    /// The same for a question after days off: a holiday is just named.
    var dayOff: String {
        if case .holiday(let name) = self { name } else { description }
    }
}
