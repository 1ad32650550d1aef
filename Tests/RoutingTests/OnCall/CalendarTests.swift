import CallModel
import Routing
import Testing

@Suite("Calendars of shifts, RFC 5545")
struct CalendarTests {
    private func read(_ events: String, floating: String = "America/New_York") throws -> CalendarFile {
        let text = "BEGIN:VCALENDAR\nVERSION:2.0\n\(events)\nEND:VCALENDAR\n"
        return CalendarFile(Array(text.utf8), floating: try Zones.load(floating)) { try? Zones.load($0) }
    }

    private func event(_ lines: String) -> String { "BEGIN:VEVENT\nUID:1\nSUMMARY:Dr. Adams\n\(lines)\nEND:VEVENT" }

    private func local(_ file: CalendarFile, _ zone: String = "America/New_York") throws -> [String] {
        let zone = try Zones.load(zone)
        return file.shifts.map { "\(zone.local(at: $0.start)) to \(zone.local(at: $0.end))" }
    }

    @Test("A time may be in UTC, in a zone, floating, or a whole day")
    func times() throws {
        let file = try read(
            [
                "DTSTART:20260302T220000Z\nDTEND:20260303T130000Z",
                "DTSTART;TZID=America/Phoenix:20260304T170000\nDTEND;TZID=America/Phoenix:20260305T080000",
                "DTSTART;TZID=\"/tz.example/America/Phoenix\":20260306T170000\nDURATION:PT15H",
                "DTSTART:20260310T080000\nDURATION:P1DT2H", "DTSTART;VALUE=DATE:20260312",
            ].map(event).joined(separator: "\n"))
        #expect(file.faults == [])
        #expect(
            try local(file) == [
                "Mon 2026-03-02 17:00 EST to Tue 2026-03-03 08:00 EST",
                "Wed 2026-03-04 19:00 EST to Thu 2026-03-05 10:00 EST",
                "Fri 2026-03-06 19:00 EST to Sat 2026-03-07 10:00 EST",
                "Tue 2026-03-10 08:00 EDT to Wed 2026-03-11 10:00 EDT",
                "Thu 2026-03-12 00:00 EDT to Fri 2026-03-13 00:00 EDT",
            ])
    }

    @Test("A weekly event keeps its times by the clock on the wall through a clock change")
    func clockChange() throws {
        let file = try read(event("DTSTART:20260305T170000\nDTEND:20260306T080000\nRRULE:FREQ=WEEKLY;COUNT=2"))
        #expect(
            try local(file) == [
                "Thu 2026-03-05 17:00 EST to Fri 2026-03-06 08:00 EST",
                "Thu 2026-03-12 17:00 EDT to Fri 2026-03-13 08:00 EDT",
            ])
    }

    @Test("A time that the clock skips is 03:30, as calendars show it, and one that it shows twice is the first")
    func skippedTime() throws {
        let file = try read(
            event("DTSTART:20260308T023000\nDTEND:20260308T080000") + "\n"
                + event("DTSTART:20261101T013000\nDTEND:20261101T080000"))
        #expect(
            try local(file) == [
                "Sun 2026-03-08 03:30 EDT to Sun 2026-03-08 08:00 EDT",
                "Sun 2026-11-01 01:30 EDT to Sun 2026-11-01 08:00 EST",
            ])
    }

    @Test("EXDATE of a whole day leaves out what begins on it")
    func wholeDayWithout() throws {
        let file = try read(
            event("DTSTART:20260105T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20260106"))
        #expect(try local(file).map { String($0.prefix(14)) } == ["Mon 2026-01-05", "Wed 2026-01-07"])
    }

    @Test(
        "Rules give the days that RFC 5545 says",
        arguments: [
            ("FREQ=DAILY;INTERVAL=3;COUNT=4", "05 08 11 14"), ("FREQ=DAILY;UNTIL=20260107T235959Z", "05 06 07"),
            ("FREQ=DAILY;UNTIL=20260107", "05 06 07"), ("FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=5", "05 07 09 12 14"),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU;COUNT=4", "05 18 19 01"),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=MO;COUNT=4", "05 11 19 25"),
            ("FREQ=MONTHLY;BYDAY=1MO;COUNT=3", "05 02 02"), ("FREQ=MONTHLY;BYDAY=-4MO;COUNT=3", "05 02 09"),
            ("FREQ=MONTHLY;BYMONTHDAY=-27;COUNT=3", "05 02 05"), ("FREQ=MONTHLY;COUNT=3", "05 05 05"),
            ("FREQ=YEARLY;COUNT=2", "05 05"),
        ])
    func rules(rule: String, days: String) throws {
        let file = try read(event("DTSTART:20260105T080000\nDURATION:PT1H\nRRULE:\(rule)"))
        #expect(file.faults == [])
        let zone = try Zones.load("America/New_York")
        let found = file.shifts.map { String("\(zone.local(at: $0.start).civil.date)".suffix(2)) }
        #expect(found.joined(separator: " ") == days)
    }

    @Test("EXDATE leaves one out, RECURRENCE-ID moves one, a cancelled event is none")
    func exceptions() throws {
        let file = try read(
            event("DTSTART:20260105T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20260106T080000")
                + "\n" + event("RECURRENCE-ID:20260107T080000\nDTSTART:20260107T120000\nDURATION:PT1H") + "\n"
                + event("DTSTART:20260201T080000\nDURATION:PT1H\nSTATUS:CANCELLED"))
        #expect(
            try local(file).map { String($0.prefix(20)) } == [
                "Mon 2026-01-05 08:00", "Wed 2026-01-07 12:00", "Thu 2026-01-08 08:00",
            ])
    }

    @Test("Folded lines are put together, escapes undone, and alarms passed over")
    func folding() throws {
        let file = try read(
            "BEGIN:VEVENT\r\nSUMMARY:Dr. Ad\r\n ams\\, nights\\; and\\nmore\r\nDTSTART:20260105T080000Z\r\nBEGIN:VALARM\r\n"
                + "DURATION:PT5M\r\nSUMMARY:no\r\nEND:VALARM\r\nDTEND:20260105T090000Z\r\nEND:VEVENT")
        #expect(file.shifts.first?.summary == "Dr. Adams, nights; and more")
        #expect(file.shifts.first?.line == 3)
    }

    @Test(
        "What cannot be read is said with its line",
        arguments: [
            ("DTSTART:yesterday", 6, "'yesterday' is not a date or time"),
            ("DTSTART;TZID=Mars:20260105T080000\nDURATION:PT1H", 6, "there is no time zone 'Mars'"),
            ("DURATION:PT1H", 3, "the event has no DTSTART"),
            ("DTSTART:20260105T080000", 3, "the event has no DTEND and no DURATION: it has no length"),
            ("DTSTART:20260105T080000\nDTEND:20260105T070000", 3, "the event ends before it starts"),
            (
                "DTSTART:20260105T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYSETPOS=1", 8,
                "the rule of this event is not understood: BYSETPOS=1"
            ),
            (
                "DTSTART:20260105T080000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=TU", 8,
                "the rule of this event is not understood: DTSTART is not one of its days"
            ),
            (
                "DTSTART:20260105T080000\nDURATION:PT1H\nRDATE:20260107T080000", 8,
                "the rule of this event is not understood: RDATE"
            ),
            (
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20260105T080000\nDTSTART:20260105T090000\nDURATION:PT1H", 6,
                "the rule of this event is not understood: RANGE=THISANDFUTURE"
            ),
            ("DTSTART:20260105T080000\nDURATION:P", 7, "'P' is not a date or time"),
            ("nonsense", 6, "this is not a line of an iCalendar file: it has no colon"),
        ])
    func faults(lines: String, number: Int, message: String) throws {
        let file = try read(event(lines))
        #expect(file.faults.first?.line == number)
        #expect(file.faults.first?.reason.message == message)
    }

    @Test("Hostile files end within their bounds: 20,000 shifts, 100 faults, no crash")
    func hostile() throws {
        let daily = "DTSTART:19000101T000000Z\nDURATION:PT1M\nRRULE:FREQ=DAILY"
        let many = try read((0..<20).map { _ in event(daily) }.joined(separator: "\n"))
        #expect(many.shifts.count <= CalendarFile.mostShifts)
        #expect(many.faults.contains { $0.reason == .tooMany(20_000) })
        let never = try read(event("DTSTART:20260229T000000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYMONTHDAY=31"))
        #expect(never.faults.first?.reason.message == "'20260229T000000' is not a date or time")
        #expect(try read((0..<500).map { _ in "x" }.joined(separator: "\n")).faults.count == 100)
        var chance = SplitMix(state: 7)
        let whole = Array(
            ("BEGIN:VCALENDAR\n"
                + event("DTSTART:20260105T080000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=MO,-1FR;UNTIL=20270101")
                + "\nEND:VCALENDAR").utf8)
        let zone = try Zones.load("Europe/London")
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &chance) {
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                switch Int.random(in: 0..<3, using: &chance) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
                }
            }
            let file = CalendarFile(bytes, floating: zone) { _ in nil }
            #expect(file.shifts.allSatisfy { $0.start < $0.end })
        }
    }

    @Test("What is written for phones is read back as it was")
    func roundTrip() throws {
        var writer = CalendarWriter(stamp: Timestamp(seconds: 1_767_225_600))
        writer.add(
            id: "a;b",
            title:
                "Dr. Ádams, with a name that is so long that its line has to be folded; twice, surely, or more often",
            from: Timestamp(seconds: 1_767_225_600), to: Timestamp(seconds: 1_767_229_200))
        #expect(writer.text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 75 })
        let file = CalendarFile(Array(writer.text.utf8), floating: .utc) { _ in nil }
        #expect(file.faults == [])
        #expect(file.shifts.count == 1)
        #expect(file.shifts.first?.start == Timestamp(seconds: 1_767_225_600))
        #expect(file.shifts.first?.summary.hasSuffix("surely, or more often") == true)
    }
}

/// SplitMix64: the same numbers on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
