extension HolidaySet {
    /// Each bank holiday on its day, and on the weekday instead of it when that is at a weekend.
    ///
    /// Worked example, 2027: Christmas Day is a Saturday and Boxing Day a Sunday, so Monday 27 and Tuesday 28 December
    /// are closed too.
    static func england(on date: CivilDate) -> String? {
        switch (date.month, date.weekday) {
        case (5, .monday) where date.weekdayInMonth == 1: return "Early May bank holiday"
        case (5, .monday) where date.isLastWeekdayInMonth: return "Spring bank holiday"
        case (8, .monday) where date.isLastWeekdayInMonth: return "Summer bank holiday"
        default: break
        }
        switch date.daysSinceEaster {
        case -2: return "Good Friday"
        case 1: return "Easter Monday"
        default: return newYearAndChristmas(on: date)
        }
    }

    /// Each public holiday on its day; Australia Day at a weekend is on the Monday after it and not on its day.
    static func newSouthWales(on date: CivilDate) -> String? {
        switch (date.month, date.day) {
        case (1, 26) where !date.isWeekend: return "Australia Day"
        case (1, 27...28) where date.weekday == .monday: return "Australia Day"
        case (4, 25): return "Anzac Day"
        // An additional day in these two years only, declared in 2025.
        case (4, 26...27) where date.weekday == .monday && (2026...2027).contains(date.year):
            return "Anzac Day (additional day)"
        case (6, _) where date.weekday == .monday && date.weekdayInMonth == 2: return "King's Birthday"
        case (10, _) where date.weekday == .monday && date.weekdayInMonth == 1: return "Labour Day"
        default: break
        }
        switch date.daysSinceEaster {
        case -2: return "Good Friday"
        case -1: return "Easter Saturday"
        case 0: return "Easter Sunday"
        case 1: return "Easter Monday"
        default: return newYearAndChristmas(on: date)
        }
    }

    /// The fixed days that both have, and the weekdays instead of them.
    private static func newYearAndChristmas(on date: CivilDate) -> String? {
        switch (date.month, date.day, date.weekday) {
        case (1, 1, _): "New Year's Day"
        case (1, 2...3, .monday): "New Year's Day (substitute day)"
        case (12, 25, _): "Christmas Day"
        case (12, 26, _): "Boxing Day"
        // Christmas Day was a Saturday (27th) or a Sunday (27th, for Monday is Boxing Day).
        case (12, 27, .monday), (12, 27, .tuesday): "Christmas Day (substitute day)"
        // Boxing Day was a Saturday (28th, a Monday) or a Sunday (28th, after Christmas Day's Monday).
        case (12, 28, .monday), (12, 28, .tuesday): "Boxing Day (substitute day)"
        default: nil
        }
    }
}
