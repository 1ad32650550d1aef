import CallModel
import FoundationEssentials
import Routing

/// Says what the engine reads from an iCalendar file, or from a table in a `.csv` file: `OracleWalk --calendar ZONE FILE…`.
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
            print("file \(path)")
            let shifts: [CalendarFile.Shift]
            if path.hasSuffix(".csv") {
                let sheet = ShiftSheet(Array(bytes), zone: zone)
                for fault in sheet.faults { print("fault \(fault.line) \(fault.reason.message)") }
                shifts = sheet.shifts
            } else {
                let file = CalendarFile(Array(bytes), floating: zone) { try? rules($0) }
                for fault in file.faults { print("fault \(fault.line) \(fault.reason.message)") }
                shifts = file.shifts
            }
            for shift in shifts {
                let title = shift.summary.split(separator: "\n").joined(separator: " ")
                print("shift \(shift.start.seconds) \(shift.end.seconds) \(title)")
            }
            let people = shifts.map {
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
