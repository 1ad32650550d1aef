import CallModel
import Routing

/// What is compared, in the words of the engine. `schedules.py` says the same in the words of Python.
enum Schedules {
    static let zones = [
        "America/Phoenix", "America/New_York", "Pacific/Honolulu", "America/Adak", "Europe/London",
        "Australia/Lord_Howe", "Asia/Kathmandu",
    ]

    /// Hours by name. All of them are called `office` in their own value.
    static let hours: [String: OpeningHours] = {
        var us = office([0...3: [(480, 720), (780, 1020)], 4...4: [(480, 720)]], [.usFederal, .usCommon])
        us.close(span(720, 1440), on: .yearly(month: 11, day: 10))
        us.open([span(480, 720)], on: date(2026, 12, 26))
        us.weekly["short"] = week([0...6: [(600, 840)]])
        for day in 27...30 { us.replace("office", by: "short", on: .yearly(month: 12, day: day)) }
        // Round the clock but for holidays, and a night that ends on the next day.
        let gb = office([0...4: [(0, 1440)], 5...5: [(1320, 1440)], 6...6: [(0, 120)]], [.gbEngland])
        // All of it lies inside clock changes.
        let au = office([0...6: [(75, 165)]], [.auNewSouthWales])
        return ["us": us, "gb": gb, "au": au]
    }()

    /// Rotations by name, in a zone.
    static func onCall(_ zone: TimeZoneRules) -> [String: OnCallSchedule] {
        let friday = date(2024, 1, 5)
        func one(_ rotation: Rotation) -> OnCallSchedule {
            OnCallSchedule(zone: zone, layers: [.init(.turns(rotation))])
        }
        let weekly = Rotation(shiftDays: 7, first: friday, handOff: 17 * 3600, order: people("abc"))
        let nights = Rotation(lengths: [86_400], first: date(2024, 1, 1), handOff: 12 * 3600, order: people("de"))
        let hours = hours["us"] ?? OpeningHours()
        func at(_ day: CivilDate, _ minute: Int) -> Timestamp {
            zone.instants(of: CivilTime(day, secondOfDay: minute * 60)).instant
        }
        let shifts = ShiftTimeline([
            FixedShift(person: PersonID("f"), start: at(date(2026, 3, 7), 1200), end: at(date(2026, 3, 8), 150)),
            FixedShift(person: PersonID("g"), start: at(date(2026, 10, 31), 1200), end: at(date(2026, 11, 1), 90)),
        ])
        return [
            "weekly": one(weekly),
            "daily": one(Rotation(lengths: [86_400], first: friday, handOff: 9000, order: people("ab"))),
            "eight-hours": one(Rotation(lengths: [28_800], first: friday, handOff: 5400, order: people("abcd"))),
            "hourly": one(Rotation(lengths: [3600], first: friday, handOff: 1800, order: people("abcde"))),
            "mixed": one(Rotation(lengths: [345_600, 259_200], first: friday, handOff: 7200, order: people("ab"))),
            "layers": OnCallSchedule(
                zone: zone, hours: hours,
                layers: [
                    .init(.fixed(shifts)),
                    .init(window: .weekly(week([0...3: [(1020, 1440)], 1...4: [(0, 480)]])), .turns(nights)),
                    .init(window: .outside("office"), .turns(weekly)),
                ],
                overrides: [
                    FixedShift(
                        person: PersonID("h"), start: at(date(2026, 12, 24), 1020), end: at(date(2026, 12, 26), 480)),
                    FixedShift(
                        person: PersonID("i"), start: at(date(2026, 12, 25), 720), end: at(date(2026, 12, 25), 780)),
                ]),
        ]
    }

    private static func people(_ letters: String) -> [PersonID] { letters.map { PersonID(String($0)) } }

    private static func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
        CivilDate(year: year, month: month, day: day) ?? CivilDate(dayNumber: 0)
    }

    private static func span(_ start: Int, _ end: Int) -> DaySpan {
        DaySpan(start: start * 60, end: end * 60) ?? .wholeDay
    }

    private static func week(_ days: [ClosedRange<Int>: [(Int, Int)]]) -> WeeklyHours {
        var week = WeeklyHours()
        for (range, spans) in days {
            for day in range {
                for (start, end) in spans {
                    if let day = Weekday(rawValue: day) { _ = week.add(span(start, end), on: day) }
                }
            }
        }
        return week
    }

    private static func office(_ days: [ClosedRange<Int>: [(Int, Int)]], _ holidays: [HolidaySet]) -> OpeningHours {
        OpeningHours(weekly: ["office": week(days)], holidays: holidays)
    }
}
