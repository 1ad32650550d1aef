/// A named set of holidays, computed by rule for every year.
package enum HolidaySet: String, Hashable, Sendable, Codable, CaseIterable {
    /// The legal public holidays of the federal government of the United States (5 U.S.C. §6103), each also on the
    /// weekday on which it is observed: Friday for a Saturday, Monday for a Sunday (Executive Order 11582).
    case usFederal = "us-federal"
    /// The six on which most practices in the United States are closed: New Year's Day, Memorial Day, Independence Day,
    /// Labor Day, Thanksgiving Day and Christmas Day, observed as the federal ones are.
    case usPractice = "us-practice"
    /// What many add to either: the day after Thanksgiving, Christmas Eve and New Year's Eve.
    case usCommon = "us-common"
    /// The bank holidays of England and Wales (Banking and Financial Dealings Act 1971 and proclamations), with their
    /// substitute days. One-off holidays are for the clinic to list.
    case gbEngland = "gb-england"
    /// The public holidays of New South Wales (Public Holidays Act 2010), with their additional days.
    case auNewSouthWales = "au-nsw"

    /// The holiday on `date`, such as `Christmas Day`, or `Christmas Day (observed)`; `nil` on other days.
    package func holiday(on date: CivilDate) -> String? {
        switch self {
        case .usFederal: Self.federal(on: date)
        case .usPractice: Self.federal(on: date).flatMap { Self.isBigSix($0) ? $0 : nil }
        case .usCommon: Self.commonlyAdded(on: date)
        case .gbEngland: Self.england(on: date)
        case .auNewSouthWales: Self.newSouthWales(on: date)
        }
    }
}

extension CivilDate {
    /// The how-many-th of its weekday it is in its month, from 1.
    var weekdayInMonth: Int { (day + 6) / 7 }

    /// Whether it is the last of its weekday in its month.
    var isLastWeekdayInMonth: Bool { day + 7 > Self.days(inMonth: month, of: year) }

    var isWeekend: Bool { weekday >= .saturday }

    /// Days since Easter Sunday of the same year; negative before it.
    ///
    /// The Gregorian computus in whole numbers. Worked example: 2026-04-06 gives 1, Easter Monday.
    var daysSinceEaster: Int {
        let golden = year % 19
        let century = year / 100
        let epact = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30
        let moon = epact - epact / 28 * (1 - 29 / (epact + 1) * ((21 - golden) / 11))
        let shift = (year + year / 4 + moon + 2 - century + century / 4) % 7
        // Days after 21 March.
        return dayNumber - Self.dayNumber(year: year, month: 3, day: 28 + moon - shift)
    }
}
