import Routing
import Testing

@Suite("Holidays of other places")
struct HolidaySetTests {
    private func days(_ set: HolidaySet, _ year: Int) throws -> [String] {
        let first = try #require(CivilDate(year: year, month: 1, day: 1))
        return (0..<366).compactMap { offset in
            let date = first + offset
            guard date.year == year, let name = set.holiday(on: date) else { return nil }
            return "\(padded(date.month))-\(padded(date.day)) \(name)"
        }
    }

    private func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    @Test("England has 10 closed days in 2027: Christmas and Boxing Day are at a weekend and have two substitutes")
    func england() throws {
        #expect(
            try days(.gbEngland, 2027) == [
                "01-01 New Year's Day", "03-26 Good Friday", "03-29 Easter Monday", "05-03 Early May bank holiday",
                "05-31 Spring bank holiday", "08-30 Summer bank holiday", "12-25 Christmas Day", "12-26 Boxing Day",
                "12-27 Christmas Day (substitute day)", "12-28 Boxing Day (substitute day)",
            ])
        #expect(
            try days(.gbEngland, 2022).suffix(3) == [
                "12-25 Christmas Day", "12-26 Boxing Day", "12-27 Christmas Day (substitute day)",
            ])
        #expect(
            try days(.gbEngland, 2028).prefix(2) == ["01-01 New Year's Day", "01-03 New Year's Day (substitute day)"])
    }

    @Test("New South Wales has four days at Easter, and Australia Day on a Monday when the 26th is at a weekend")
    func newSouthWales() throws {
        #expect(
            try days(.auNewSouthWales, 2026) == [
                "01-01 New Year's Day", "01-26 Australia Day", "04-03 Good Friday", "04-04 Easter Saturday",
                "04-05 Easter Sunday", "04-06 Easter Monday", "04-25 Anzac Day", "04-27 Anzac Day (additional day)",
                "06-08 King's Birthday", "10-05 Labour Day", "12-25 Christmas Day", "12-26 Boxing Day",
                "12-28 Boxing Day (substitute day)",
            ])
        #expect(try days(.auNewSouthWales, 2030)[1] == "01-28 Australia Day")
    }

    @Test("A practice in the United States closes on six days; three more are commonly added")
    func practice() throws {
        #expect(try days(.usPractice, 2025).count == 6)
        #expect(
            try days(.usCommon, 2026) == [
                "11-27 Day after Thanksgiving", "12-24 Christmas Eve", "12-31 New Year's Eve",
            ])
    }

    @Test("Of a closed half-day of every year, the morning is open in 2026 and in 2031")
    func halfDay() throws {
        var week = WeeklyHours()
        for day in Weekday.allCases { _ = week.add(try #require(DaySpan(start: 28_800, end: 61_200)), on: day) }
        var hours = OpeningHours(weekly: ["office": week], holidays: [])
        hours.close(try #require(DaySpan(start: 43_200, end: 86_400)), on: .yearly(month: 12, day: 24))
        for year in ["2026", "2031"] {
            #expect(hours.state(of: "office", at: try civil("\(year)-12-24 11:59"))?.answer == .open)
            #expect(hours.state(of: "office", at: try civil("\(year)-12-24 12:00"))?.answer == .closed)
            #expect(hours.spans(of: "office", on: try civil("\(year)-12-24 00:00").date).count == 1)
        }
    }

    @Test("On a special day 'office' is as 'short'; on a holiday among them it stays closed")
    func special() throws {
        var week = WeeklyHours()
        var short = WeeklyHours()
        for day in Weekday.allCases {
            _ = week.add(try #require(DaySpan(start: 28_800, end: 61_200)), on: day)
            _ = short.add(try #require(DaySpan(start: 36_000, end: 50_400)), on: day)
        }
        var hours = OpeningHours(weekly: ["office": week, "short": short], holidays: [.usFederal])
        for day in 23...28 { hours.replace("office", by: "short", on: .yearly(month: 12, day: day)) }
        let state = hours.state(of: "office", at: try civil("2026-12-28 09:00"))
        #expect(state?.answer == .closed)
        #expect(state?.reason.description == "as short, 10:00-14:00")
        #expect(
            hours.state(of: "office", at: try civil("2026-12-25 11:00"))?.reason.description == "holiday Christmas Day")
        #expect(hours.state(of: "office", at: try civil("2026-12-29 09:00"))?.answer == .open)
    }
}
