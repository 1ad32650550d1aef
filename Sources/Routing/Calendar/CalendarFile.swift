package import CallModel

/// What is wrong with an iCalendar file: where, what, and how to mend it.
package struct CalendarFault: Hashable, Sendable {
    /// The line, from 1.
    package var line: Int
    package var reason: Reason

    /// What is wrong.
    package enum Reason: Error, Hashable, Sendable {
        case notACalendar
        case notALine
        case badTime(String)
        case unknownZone(String)
        case noStart
        case noEnd
        case endsBeforeStart
        case rule(String)
        case unfinished
        case tooMany(Int)
        case tooLong

        /// What is wrong, in words.
        package var message: String {
            switch self {
            case .notACalendar: "this is not an iCalendar file: it does not begin with BEGIN:VCALENDAR"
            case .notALine: "this is not a line of an iCalendar file: it has no colon"
            case .badTime(let text): "'\(text.prefix(40))' is not a date or time"
            case .unknownZone(let name): "there is no time zone '\(name.prefix(64))'"
            case .noStart: "the event has no DTSTART"
            case .noEnd: "the event has no DTEND and no DURATION: it has no length"
            case .endsBeforeStart: "the event ends before it starts"
            case .rule(let part): "the rule of this event is not understood: \(part.prefix(64))"
            case .unfinished: "the file ends inside an event"
            case .tooMany(let limit): "the file has more than \(limit) shifts"
            case .tooLong: "the file is longer than 4 MiB"
            }
        }

        /// How to mend it.
        package var hint: String? {
            switch self {
            case .rule("RANGE=THISANDFUTURE"): "let the calendar export the changed days as events of their own"
            case .unknownZone: "export the calendar with IANA zones, such as America/Phoenix, or in UTC"
            case .rule: "let the calendar export single events instead"
            case .tooMany, .tooLong: "export a shorter time"
            case .notACalendar: "export it as .ics"
            case .notALine, .badTime, .noStart, .noEnd, .endsBeforeStart, .unfinished: nil
            }
        }
    }
}

/// The events of an iCalendar file as shifts.
///
/// The bytes are hostile until read: sizes, depth and repetitions are bounded.
/// Source: RFC 5545. Deviation: an event that comes again keeps its end by the clock on the wall, also where DTEND says
/// it (§3.8.5.3 keeps the exact length), because people hand over by the clock on the wall.
package struct CalendarFile: Sendable {
    /// One shift: what the calendar calls it.
    package struct Shift: Hashable, Sendable {
        package var summary: String
        package var start: Timestamp
        package var end: Timestamp
        /// The line of its event.
        package var line: Int
    }

    /// No more bytes, and no more shifts, than this.
    package static let largest = 4 << 20
    package static let mostShifts = 20_000

    /// In the order of their starts; of two at one time the later start counts.
    package private(set) var shifts: [Shift] = []
    /// What is wrong; with any of it the file should not be used.
    package private(set) var faults: [CalendarFault] = []

    private let floating: TimeZoneRules
    private let zones: @Sendable (String) -> TimeZoneRules?
    /// Starts of repetitions that an event of their own replaces.
    private var replaced: [String: Set<Timestamp>] = [:]

    /// Reads `bytes`.
    ///
    /// - Parameters:
    ///   - floating: the zone of times that name none.
    ///   - zones: the rules of an IANA zone by name.
    package init(_ bytes: [UInt8], floating: TimeZoneRules, zones: @escaping @Sendable (String) -> TimeZoneRules?) {
        self.floating = floating
        var events: [[CalendarLine]] = []
        var faults: [CalendarFault] = []
        func report(_ line: Int, _ reason: CalendarFault.Reason) {
            if faults.count < 100 { faults.append(CalendarFault(line: line, reason: reason)) }
        }
        self.zones = zones
        guard bytes.count <= Self.largest else {
            self.faults = [CalendarFault(line: 1, reason: .tooLong)]
            return
        }
        let lines = CalendarLine.lines(of: bytes)
        guard let first = lines.first, first.text.uppercased().hasSuffix("BEGIN:VCALENDAR") else {
            self.faults = [CalendarFault(line: 1, reason: .notACalendar)]
            return
        }
        var open: [CalendarLine]?
        var nested = 0
        for (text, number) in lines {
            guard let line = CalendarLine(text[...], number: number) else {
                report(number, .notALine)
                continue
            }
            let value = line.value.uppercased()
            switch (line.name, open) {
            case ("BEGIN", nil): if value == "VEVENT" { open = [line] }
            case ("BEGIN", _?): nested += 1
            case ("END", _?) where nested > 0: nested -= 1
            case ("END", let event?):
                if value == "VEVENT" { events.append(event) }
                open = nil
            case (_, _?): if nested == 0 { open?.append(line) }
            case (_, nil): continue
            }
        }
        if let open { report(open[0].number, .unfinished) }
        self.faults = faults
        for event in events { noteReplaced(event) }
        for event in events { add(event) }
        shifts.sort { ($0.start, $0.line) < ($1.start, $1.line) }
    }

    private mutating func report(_ line: Int, _ reason: CalendarFault.Reason) {
        if faults.count < 100 { faults.append(CalendarFault(line: line, reason: reason)) }
    }

    private func property(_ name: String, _ event: [CalendarLine]) -> CalendarLine? { event.first { $0.name == name } }

    private mutating func noteReplaced(_ event: [CalendarLine]) {
        guard let line = property("RECURRENCE-ID", event) else { return }
        // Of the days that follow nothing else could be right.
        if let range = line.parameters["RANGE"] { return report(line.number, .rule("RANGE=\(range)")) }
        guard let time = time(line.value, line) else { return }
        replaced[property("UID", event)?.value ?? "", default: []].insert(time.instant)
    }

    private mutating func add(_ event: [CalendarLine]) {
        let number = event[0].number
        if property("STATUS", event)?.value.uppercased() == "CANCELLED" { return }
        guard let startLine = property("DTSTART", event) else { return report(number, .noStart) }
        guard let start = time(startLine.value, startLine) else { return }
        guard let length = length(event, start) else { return }
        guard length > 0 else { return report(number, .endsBeforeStart) }
        var without = Set<Timestamp>()
        var daysWithout = Set<CivilDate>()
        for line in event where line.name == "EXDATE" {
            for part in line.value.split(separator: ",").prefix(10_000) {
                guard let time = time(String(part), line) else { continue }
                without.insert(time.instant)
                if time.precision == .day { daysWithout.insert(time.civil.date) }
            }
        }
        var dates = [start.civil.date]
        if let line = property("RRULE", event) {
            switch CalendarRule.read(line.value, of: start) {
            case .success(let rule):
                dates = rule.dates(from: start, limit: Self.mostShifts + 1)
                // What is meant then nobody can say (§3.8.5.3), and calendars show different things.
                if dates.first != start.civil.date {
                    return report(line.number, .rule("DTSTART is not one of its days"))
                }
            case .failure(let reason): return report(line.number, reason)
            }
        }
        if let other = event.first(where: { ["RDATE", "EXRULE"].contains($0.name) }) {
            return report(other.number, .rule(other.name))
        }
        if property("RECURRENCE-ID", event) == nil {
            without.formUnion(replaced[property("UID", event)?.value ?? ""] ?? [])
        }
        guard shifts.count + dates.count <= Self.mostShifts else { return report(number, .tooMany(Self.mostShifts)) }
        let summary = property("SUMMARY", event)?.text ?? ""
        for date in dates {
            let civil = CivilTime(date, secondOfDay: start.civil.secondOfDay)
            let begin = CalendarTime.instant(of: civil, in: start.zone)
            guard !without.contains(begin), !daysWithout.contains(date) else { continue }
            let end = CalendarTime.instant(
                of: CivilTime(localSeconds: civil.localSeconds + Int64(length)), in: start.zone)
            // A clock change may swallow all of a short one.
            if begin < end { shifts.append(Shift(summary: summary, start: begin, end: end, line: number)) }
        }
    }

    /// How long an event lasts by the clock on the wall of its start, in seconds.
    private mutating func length(_ event: [CalendarLine], _ start: CalendarTime) -> Int? {
        if let line = property("DTEND", event) {
            guard let end = time(line.value, line) else { return nil }
            let civil = end.zone == start.zone ? end.civil : start.zone.local(at: end.instant).civil
            return Int(civil.localSeconds - start.civil.localSeconds)
        }
        if let line = property("DURATION", event) {
            if let length = CalendarTime.duration(line.value) { return length }
            report(line.number, .badTime(line.value))
            return nil
        }
        if start.precision == .day { return 86_400 }
        report(event[0].number, .noEnd)
        return nil
    }

    private mutating func time(_ text: String, _ line: CalendarLine) -> CalendarTime? {
        var zone = floating
        if let name = line.parameters["TZID"] {
            guard let found = self.zone(name) else {
                report(line.number, .unknownZone(name))
                return nil
            }
            zone = found
        }
        if let time = CalendarTime(text, zone: zone) { return time }
        report(line.number, .badTime(text))
        return nil
    }

    /// `America/Phoenix`, also at the end of a longer name, as some programs write it.
    private func zone(_ name: String) -> TimeZoneRules? {
        if let zone = zones(name) { return zone }
        let parts = name.split(separator: "/")
        return parts.count > 2 ? zones(parts.suffix(2).joined(separator: "/")) : nil
    }
}
