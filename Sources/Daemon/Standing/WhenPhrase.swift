import CallModel
import Routing

/// Reads when something begins or ends, as people type it, by the clock on a wall.
enum WhenPhrase {
    /// `2026-12-24 17:00`, `fri 17:00` and `17:00` (the next one after `now`), `in 4h`, `now`; `nil` for anything else.
    static func instant(_ text: String, after now: Timestamp, in zone: TimeZoneRules) -> Timestamp? {
        let words = text.words
        if words == ["now"] { return now }
        if words.first == "in", let time = Phrases.duration(words.dropFirst().joined(separator: " ")) {
            return now + time
        }
        if let time = Phrases.time(text) { return zone.instants(of: time).instant }
        guard let clock = words.last.flatMap(Phrases.clock) else { return nil }
        let today = zone.local(at: now).civil.date
        switch words.count {
        case 1: return next(clock, on: { _ in true }, after: now, today, zone)
        case 2:
            guard let weekday = Weekday(name: words[0]) else { return nil }
            return next(clock, on: { $0.weekday == weekday }, after: now, today, zone)
        default: return nil
        }
    }

    static let hint = "write '2026-12-24 17:00', 'fri 17:00', '17:00', 'in 4h' or 'now'"

    private static func next(
        _ clock: Int, on wanted: (CivilDate) -> Bool, after now: Timestamp, _ today: CivilDate, _ zone: TimeZoneRules
    ) -> Timestamp? {
        for days in 0...8 where wanted(today + days) {
            let instant = zone.instants(of: CivilTime(today + days, secondOfDay: clock)).instant
            if instant > now { return instant }
        }
        return nil
    }
}
