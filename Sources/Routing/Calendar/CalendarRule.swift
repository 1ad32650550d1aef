import CallModel

/// An RRULE: how an event comes again.
///
/// Source: RFC 5545 §3.3.10. Read are FREQ of days, weeks, months and years with INTERVAL, COUNT, UNTIL, WKST, BYDAY
/// (weeks; months with the n-th), BYMONTHDAY (months) and BYMONTH of the event's own month (years). Other parts are
/// refused rather than ignored.
struct CalendarRule {
    enum Frequency: String { case daily = "DAILY", weekly = "WEEKLY", monthly = "MONTHLY", yearly = "YEARLY" }

    /// A weekday, and the how-many-th of the month; 0 for each.
    struct Day: Hashable {
        var weekday: Weekday
        var nth: Int
    }

    var frequency: Frequency
    var interval = 1
    var count: Int?
    var until: CalendarTime?
    var weekStart = Weekday.monday
    var days: [Day] = []
    var monthDays: [Int] = []

    /// The rule in `text`, or what is wrong with it.
    static func read(_ text: String, of start: CalendarTime) -> Result<CalendarRule, CalendarFault.Reason> {
        var parts: [String: String] = [:]
        for part in text.split(separator: ";").prefix(16) {
            let sides = part.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, parts.updateValue(String(sides[1]), forKey: sides[0].uppercased()) == nil else {
                return .failure(.rule(String(part)))
            }
        }
        guard let frequency = parts.removeValue(forKey: "FREQ").flatMap({ Frequency(rawValue: $0.uppercased()) }) else {
            return .failure(.rule("FREQ"))
        }
        var rule = CalendarRule(frequency: frequency)
        for (name, value) in parts where rule.take(name, value, start) == .refused {
            return .failure(.rule("\(name)=\(value.prefix(40))"))
        }
        if rule.frequency != .weekly, rule.frequency != .monthly, !rule.days.isEmpty { return .failure(.rule("BYDAY")) }
        if rule.frequency == .weekly, rule.days.contains(where: { $0.nth != 0 }) { return .failure(.rule("BYDAY")) }
        if rule.frequency != .monthly, !rule.monthDays.isEmpty { return .failure(.rule("BYMONTHDAY")) }
        if !rule.days.isEmpty, !rule.monthDays.isEmpty { return .failure(.rule("BYDAY with BYMONTHDAY")) }
        return .success(rule)
    }

    private enum Taken { case taken, refused }

    private mutating func take(_ name: String, _ value: String, _ start: CalendarTime) -> Taken {
        func number(_ range: ClosedRange<Int>) -> Int? { Int(value).flatMap { range.contains($0) ? $0 : nil } }
        switch name {
        case "INTERVAL": if let number = number(1...1000) { interval = number } else { return .refused }
        case "COUNT": if let number = number(1...1_000_000) { count = number } else { return .refused }
        case "UNTIL":
            until = CalendarTime(value, zone: start.zone)
            if until == nil { return .refused }
        case "WKST": if let day = Self.weekday(value) { weekStart = day } else { return .refused }
        case "BYDAY":
            for part in value.split(separator: ",").prefix(64) {
                guard let weekday = Self.weekday(part.suffix(2)) else { return .refused }
                let nth = part.dropLast(2)
                guard nth.isEmpty || Int(nth).map({ (1...5).contains(abs($0)) }) == true else { return .refused }
                days.append(Day(weekday: weekday, nth: Int(nth) ?? 0))
            }
        case "BYMONTHDAY":
            for part in value.split(separator: ",").prefix(64) {
                guard let day = Int(part), (1...31).contains(abs(day)) else { return .refused }
                monthDays.append(day)
            }
        case "BYMONTH":
            guard frequency == .yearly, Int(value) == start.civil.date.month else { return .refused }
        default: return .refused
        }
        return .taken
    }

    private static func weekday(_ text: some StringProtocol) -> Weekday? {
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].firstIndex(of: text.uppercased()).flatMap(Weekday.init(rawValue:))
    }

    /// The dates on which an event that starts on `first` comes, in order, itself first: up to `limit` of them and
    /// twenty years.
    func dates(from start: CalendarTime, limit: Int) -> [CivilDate] {
        let first = start.civil.date
        let last = first.dayNumber + 20 * 366
        var dates: [CivilDate] = []
        let limit = min(limit, count ?? limit)
        var step = 0
        while dates.count < limit {
            guard let period = period(step, first), period.begins <= last else { return dates }
            for date in period.dates where date >= first && dates.count < limit {
                if let until, isAfter(date, until, start) { return dates }
                dates.append(date)
            }
            step += interval
        }
        return dates
    }

    private func isAfter(_ date: CivilDate, _ until: CalendarTime, _ start: CalendarTime) -> Bool {
        if until.precision == .day { return date > until.civil.date }
        let time = CivilTime(date, secondOfDay: start.civil.secondOfDay)
        return start.zone.instants(of: time).instant > until.instant
    }

    /// The dates of the day, week, month or year `step` after the first one; `nil` beyond the calendar.
    private func period(_ step: Int, _ first: CivilDate) -> (begins: Int, dates: [CivilDate])? {
        switch frequency {
        case .daily: return (first.dayNumber + step, [first + step])
        case .weekly:
            let offset = (first.weekday.rawValue - weekStart.rawValue + 7) % 7
            let week = first.dayNumber - offset + 7 * step
            let wanted = days.isEmpty ? [first.weekday] : days.map(\.weekday)
            return (week, (0..<7).map { CivilDate(dayNumber: week + $0) }.filter { wanted.contains($0.weekday) })
        case .monthly:
            let month = first.year * 12 + first.month - 1 + step
            guard let begin = CivilDate(year: month / 12, month: month % 12 + 1, day: 1) else { return nil }
            let length = CivilDate.days(inMonth: begin.month, of: begin.year)
            return (begin.dayNumber, (0..<length).map { begin + $0 }.filter { isWanted($0, of: length, first) })
        case .yearly:
            guard let begin = CivilDate(year: first.year + step, month: 1, day: 1) else { return nil }
            let date = CivilDate(year: begin.year, month: first.month, day: first.day)
            return (begin.dayNumber, date.map { [$0] } ?? [])
        }
    }

    private func isWanted(_ date: CivilDate, of length: Int, _ first: CivilDate) -> Bool {
        if !monthDays.isEmpty { return monthDays.contains { $0 > 0 ? $0 == date.day : length + $0 + 1 == date.day } }
        if days.isEmpty { return date.day == first.day }
        return days.contains { day in
            guard day.weekday == date.weekday else { return false }
            return day.nth == 0 || day.nth == date.weekdayInMonth || -day.nth == (length - date.day) / 7 + 1
        }
    }
}
