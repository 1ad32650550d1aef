import Routing
import Testing

@Suite("Federal holidays, 5 U.S.C. §6103")
struct HolidayTests {
    /// From the holidays package of PyPI.
    static let expected: [Int: String] = [
        2024: """
        01-01 New Year's Day
        01-15 Martin Luther King Jr. Day
        02-19 Washington's Birthday
        05-27 Memorial Day
        06-19 Juneteenth
        07-04 Independence Day
        09-02 Labor Day
        10-14 Columbus Day
        11-11 Veterans Day
        11-28 Thanksgiving Day
        12-25 Christmas Day
        """,
        2025: """
        01-01 New Year's Day
        01-20 Martin Luther King Jr. Day
        02-17 Washington's Birthday
        05-26 Memorial Day
        06-19 Juneteenth
        07-04 Independence Day
        09-01 Labor Day
        10-13 Columbus Day
        11-11 Veterans Day
        11-27 Thanksgiving Day
        12-25 Christmas Day
        """,
        2026: """
        01-01 New Year's Day
        01-19 Martin Luther King Jr. Day
        02-16 Washington's Birthday
        05-25 Memorial Day
        06-19 Juneteenth
        07-03 Independence Day (observed)
        07-04 Independence Day
        09-07 Labor Day
        10-12 Columbus Day
        11-11 Veterans Day
        11-26 Thanksgiving Day
        12-25 Christmas Day
        """,
        2027: """
        01-01 New Year's Day
        01-18 Martin Luther King Jr. Day
        02-15 Washington's Birthday
        05-31 Memorial Day
        06-18 Juneteenth (observed)
        06-19 Juneteenth
        07-04 Independence Day
        07-05 Independence Day (observed)
        09-06 Labor Day
        10-11 Columbus Day
        11-11 Veterans Day
        11-25 Thanksgiving Day
        12-24 Christmas Day (observed)
        12-25 Christmas Day
        12-31 New Year's Day (observed)
        """,
        2028: """
        01-01 New Year's Day
        01-17 Martin Luther King Jr. Day
        02-21 Washington's Birthday
        05-29 Memorial Day
        06-19 Juneteenth
        07-04 Independence Day
        09-04 Labor Day
        10-09 Columbus Day
        11-10 Veterans Day (observed)
        11-11 Veterans Day
        11-23 Thanksgiving Day
        12-25 Christmas Day
        """,
        2029: """
        01-01 New Year's Day
        01-15 Martin Luther King Jr. Day
        02-19 Washington's Birthday
        05-28 Memorial Day
        06-19 Juneteenth
        07-04 Independence Day
        09-03 Labor Day
        10-08 Columbus Day
        11-11 Veterans Day
        11-12 Veterans Day (observed)
        11-22 Thanksgiving Day
        12-25 Christmas Day
        """,
        2030: """
        01-01 New Year's Day
        01-21 Martin Luther King Jr. Day
        02-18 Washington's Birthday
        05-27 Memorial Day
        06-19 Juneteenth
        07-04 Independence Day
        09-02 Labor Day
        10-14 Columbus Day
        11-11 Veterans Day
        11-28 Thanksgiving Day
        12-25 Christmas Day
        """,
    ]

    @Test(
        "Each of the seven years 2024 to 2030 has exactly these days, observed ones among them", arguments: 2024...2030)
    func year(_ year: Int) {
        var found: [String] = []
        for month in 1...12 {
            for day in 1...CivilDate.days(inMonth: month, of: year) {
                guard let date = CivilDate(year: year, month: month, day: day),
                    let name = HolidaySet.usFederal.holiday(on: date)
                else { continue }
                found.append("\(date.description.dropFirst(5)) \(name)")
            }
        }
        #expect(found.joined(separator: "\n") == Self.expected[year])
    }

    @Test("Juneteenth is none before 2021")
    func juneteenth() {
        #expect(CivilDate(year: 2020, month: 6, day: 19).flatMap(HolidaySet.usFederal.holiday) == nil)
        #expect(
            CivilDate(year: 2021, month: 6, day: 18).flatMap(HolidaySet.usFederal.holiday) == "Juneteenth (observed)")
    }
}
