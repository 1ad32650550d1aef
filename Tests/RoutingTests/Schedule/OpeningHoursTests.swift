import Routing
import Testing

@Suite("Opening hours")
struct OpeningHoursTests {
    private func hours() throws -> OpeningHours {
        var week = WeeklyHours()
        let morning = try #require(DaySpan(start: 8 * 3600, end: 12 * 3600))
        let afternoon = try #require(DaySpan(start: 13 * 3600, end: 17 * 3600))
        for day in [Weekday.monday, .tuesday, .wednesday, .thursday] {
            #expect(week.add(morning, on: day) == nil)
            #expect(week.add(afternoon, on: day) == nil)
        }
        #expect(week.add(morning, on: .friday) == nil)
        var hours = OpeningHours(weekly: ["office": week], holidays: .usFederal)
        hours.close(try #require(DaySpan(start: 12 * 3600, end: 86_400)), on: try civil("2026-12-24 00:00").date)
        hours.close(.wholeDay, on: try civil("2026-12-31 00:00").date)
        hours.open([morning], on: try civil("2026-10-12 00:00").date)
        return hours
    }

    @Test(
        "Spans are half-open: 08:00 is open, 12:00 is closed",
        arguments: [
            ("2026-03-02 07:59", HoursState.Answer.closed, "Mon 08:00-12:00, 13:00-17:00"),
            ("2026-03-02 08:00", .open, "Mon 08:00-12:00, 13:00-17:00"),
            ("2026-03-02 11:59", .open, "Mon 08:00-12:00, 13:00-17:00"),
            ("2026-03-02 12:00", .closed, "Mon 08:00-12:00, 13:00-17:00"),
            ("2026-03-02 13:00", .open, "Mon 08:00-12:00, 13:00-17:00"),
            ("2026-03-02 17:00", .closed, "Mon 08:00-12:00, 13:00-17:00"),
            ("2026-03-06 13:00", .closed, "Fri 08:00-12:00"),
            ("2026-03-07 09:00", .closed, "never on Sat"),
            ("2026-12-25 09:00", .closed, "holiday Christmas Day"),
            ("2026-07-03 09:00", .closed, "holiday Independence Day (observed)"),
            ("2026-12-24 11:59", .open, "Thu 08:00-12:00, 13:00-17:00"),
            ("2026-12-24 12:00", .closed, "closed 2026-12-24 12:00-24:00"),
            ("2026-12-24 13:30", .closed, "closed 2026-12-24 12:00-24:00"),
            ("2026-12-31 09:00", .closed, "closed day 2026-12-31"),
            ("2026-10-12 09:00", .open, "exception 2026-10-12: 08:00-12:00"),
            ("2026-10-12 14:00", .closed, "exception 2026-10-12: 08:00-12:00"),
        ])
    func edges(time: String, answer: HoursState.Answer, reason: String) throws {
        let state = try #require(try hours().state(of: "office", at: try civil(time)))
        #expect(state.answer == answer)
        #expect(state.reason.description == reason)
    }

    @Test("Hours of an unknown name are none")
    func unknown() throws {
        #expect(try hours().state(of: "offices", at: try civil("2026-03-02 09:00")) == nil)
    }

    @Test("The spans of a date agree with the state every 15 minutes, for 400 days")
    func spans() throws {
        let hours = try hours()
        let first = try civil("2026-01-01 00:00").date
        var wrong = 0
        for day in 0..<400 {
            let date = first + day
            let spans = hours.spans(of: "office", on: date)
            for minute in stride(from: 0, to: 1440, by: 15) {
                let time = CivilTime(date, secondOfDay: minute * 60)
                let inside = spans.contains { $0.contains(minute * 60) }
                if (hours.state(of: "office", at: time)?.answer == .open) != inside { wrong += 1 }
            }
        }
        #expect(wrong == 0)
    }

    @Test("A span that is empty, turned round or longer than a day is none; one that overlaps is refused")
    func impossible() throws {
        #expect(DaySpan(start: 5, end: 5) == nil)
        #expect(DaySpan(start: 6, end: 5) == nil)
        #expect(DaySpan(start: 0, end: 86_401) == nil)
        var week = WeeklyHours()
        let first = try #require(DaySpan(start: 0, end: 100))
        #expect(week.add(first, on: .monday) == nil)
        #expect(week.add(try #require(DaySpan(start: 99, end: 200)), on: .monday) == first)
        #expect(week.add(try #require(DaySpan(start: 100, end: 200)), on: .monday) == nil)
    }
}
