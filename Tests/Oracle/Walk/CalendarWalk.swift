import CallModel
import FoundationEssentials
import Routing

/// Says what the engine reads from an iCalendar file: `OracleWalk --calendar ZONE FILE…`.
///
/// ```
/// file 0.ics
/// fault 12 the rule of this event is not understood: BYSETPOS=1
/// shift 1772485200 1772539200 adams
/// cover 28399680 a
/// ```
///
/// Shifts are in seconds of UTC since 1970. `cover` is who of them has the time, by minutes, as ``OracleWalk`` says it:
/// the people of the calendars have names of one letter.
enum CalendarWalk {
    static func run(_ arguments: [String]) throws {
        guard let name = arguments.first else { return }
        let zone = try rules(name)
        for path in arguments.dropFirst() {
            let bytes = try Data(contentsOf: URL(filePath: path))
            let file = CalendarFile(Array(bytes), floating: zone) { try? rules($0) }
            print("file \(path)")
            for fault in file.faults { print("fault \(fault.line) \(fault.reason.message)") }
            for shift in file.shifts { print("shift \(shift.start.seconds) \(shift.end.seconds) \(shift.summary)") }
            let people = file.shifts.map {
                FixedShift(person: PersonID(String($0.summary.prefix(1))), start: $0.start, end: $0.end)
            }
            let schedule = OnCallSchedule(zone: zone, layers: [.init(.fixed(ShiftTimeline(people)))])
            for line in OracleWalk.spans("", schedule).split(separator: "\n") { print("cover \(line)") }
        }
    }

    private static func rules(_ name: String) throws -> TimeZoneRules {
        let bytes = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))
        return try TimeZoneRules(name: name, tzif: Array(bytes))
    }
}
