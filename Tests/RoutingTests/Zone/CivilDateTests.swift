import Routing
import Testing

@Suite("Civil dates")
struct CivilDateTests {
    @Test(
        "Day numbers count from 1970-01-01, leap days included",
        arguments: [
            (0, "1970-01-01", Weekday.thursday), (-1, "1969-12-31", .wednesday), (11_016, "2000-02-29", .tuesday),
            (11_017, "2000-03-01", .wednesday), (20_454, "2026-01-01", .thursday), (20_778, "2026-11-21", .saturday),
            (-25_509, "1900-02-28", .wednesday), (-25_508, "1900-03-01", .thursday), (47_540, "2100-02-28", .sunday),
            (47_541, "2100-03-01", .monday),
        ])
    func dayNumbers(number: Int, text: String, weekday: Weekday) {
        let date = CivilDate(dayNumber: number)
        #expect(date.description == text)
        #expect(date.dayNumber == number)
        #expect(date.weekday == weekday)
    }

    @Test("146,097 days of four centuries follow one another")
    func everyDay() {
        var previous = CivilDate(dayNumber: -1)
        var wrong = 0
        for number in 0..<146_097 {
            let date = CivilDate(dayNumber: number)
            if date.dayNumber != number || !(previous < date) { wrong += 1 }
            if CivilDate(year: date.year, month: date.month, day: date.day) != date { wrong += 1 }
            previous = date
        }
        #expect(wrong == 0)
    }

    @Test(
        "Days that no calendar has are refused",
        arguments: [(2026, 2, 29), (2026, 13, 1), (2026, 4, 31), (0, 1, 1), (2026, 1, 0)])
    func impossible(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }
}
