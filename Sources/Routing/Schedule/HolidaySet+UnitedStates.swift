extension HolidaySet {
    /// Source: 5 U.S.C. §6103(a) for the days, §6103(b) and Executive Order 11582 for the weekdays.
    static func federal(on date: CivilDate) -> String? {
        if let name = federalDay(date) { return name }
        switch date.weekday {
        case .friday: return fixedFederalDay(date + 1).map { "\($0) (observed)" }
        case .monday: return fixedFederalDay(date + -1).map { "\($0) (observed)" }
        default: return nil
        }
    }

    private static func fixedFederalDay(_ date: CivilDate) -> String? {
        switch (date.month, date.day) {
        case (1, 1): "New Year's Day"
        case (6, 19) where date.year >= 2021: "Juneteenth"
        case (7, 4): "Independence Day"
        case (11, 11): "Veterans Day"
        case (12, 25): "Christmas Day"
        default: nil
        }
    }

    private static func federalDay(_ date: CivilDate) -> String? {
        if let name = fixedFederalDay(date) { return name }
        switch (date.month, date.weekday, date.weekdayInMonth) {
        case (1, .monday, 3): return "Martin Luther King Jr. Day"
        case (2, .monday, 3): return "Washington's Birthday"
        case (5, .monday, _) where date.isLastWeekdayInMonth: return "Memorial Day"
        case (9, .monday, 1): return "Labor Day"
        case (10, .monday, 2): return "Columbus Day"
        case (11, .thursday, 4): return "Thanksgiving Day"
        default: return nil
        }
    }

    static func isBigSix(_ name: String) -> Bool {
        ["New Year's Day", "Memorial Day", "Independence Day", "Labor Day", "Thanksgiving Day", "Christmas Day"]
            .contains { name.hasPrefix($0) }
    }

    static func commonlyAdded(on date: CivilDate) -> String? {
        switch (date.month, date.day) {
        case (12, 24): return "Christmas Eve"
        case (12, 31): return "New Year's Eve"
        case (11, _) where date.weekday == .friday && (date + -1).weekdayInMonth == 4 && date.day > 1:
            return "Day after Thanksgiving"
        default: return nil
        }
    }
}
