/// One day: a date, or a day of every year.
package enum DayRule: Hashable, Sendable {
    /// This date and no other.
    case date(CivilDate)
    /// This day of every year; 29 February in leap years.
    case yearly(month: Int, day: Int)
}

/// Values by date and by day of the year; those of the date come first.
struct DayTable<Value: Hashable & Sendable>: Hashable, Sendable {
    private var dates: [CivilDate: [Value]] = [:]
    private var yearly: [Int: [Value]] = [:]

    var isEmpty: Bool { dates.isEmpty && yearly.isEmpty }

    mutating func add(_ values: [Value], on day: DayRule) {
        switch day {
        case .date(let date): dates[date, default: []] += values
        case .yearly(let month, let day): yearly[month * 32 + day, default: []] += values
        }
    }

    subscript(date: CivilDate) -> [Value]? {
        guard !isEmpty else { return nil }
        switch (dates[date], yearly[date.month * 32 + date.day]) {
        case (nil, nil): return nil
        case (let own?, nil): return own
        case (nil, let every?): return every
        case (let own?, let every?): return own + every
        }
    }
}
