/// A named set of holidays, computed by rule for every year.
package enum HolidaySet: String, Hashable, Sendable, Codable, CaseIterable {
    /// The legal public holidays of the federal government of the United States (5 U.S.C. §6103), each also on the
    /// weekday on which it is observed: Friday for a Saturday, Monday for a Sunday (Executive Order 11582).
    case usFederal = "us-federal"

    /// The holiday on `date`, such as `Christmas Day`, or `Christmas Day (observed)`; `nil` on other days.
    package func holiday(on date: CivilDate) -> String? {
        if let name = Self.actual(on: date) { return name }
        switch date.weekday {
        case .friday: return Self.actual(on: date + 1, movable: .excluded).map { "\($0) (observed)" }
        case .monday: return Self.actual(on: date + -1, movable: .excluded).map { "\($0) (observed)" }
        default: return nil
        }
    }

    private enum Movable { case included, excluded }

    private static func actual(on date: CivilDate, movable: Movable = .included) -> String? {
        switch (date.month, date.day) {
        case (1, 1): return "New Year's Day"
        case (6, 19) where date.year >= 2021: return "Juneteenth"
        case (7, 4): return "Independence Day"
        case (11, 11): return "Veterans Day"
        case (12, 25): return "Christmas Day"
        default: break
        }
        guard movable == .included else { return nil }
        // The n-th of its weekday in the month, from 1.
        let nth = (date.day + 6) / 7
        switch (date.month, date.weekday, nth) {
        case (1, .monday, 3): return "Martin Luther King Jr. Day"
        case (2, .monday, 3): return "Washington's Birthday"
        case (5, .monday, _) where date.day > 24: return "Memorial Day"
        case (9, .monday, 1): return "Labor Day"
        case (10, .monday, 2): return "Columbus Day"
        case (11, .thursday, 4): return "Thanksgiving Day"
        default: return nil
        }
    }
}
