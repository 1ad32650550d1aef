import CallModel
import Routing

/// Reads `calendar: { file: oncall.ics }`: shifts of an iCalendar file, whose titles name people, or of a table in a file
/// whose name ends in `.csv`.
final class CalendarReader {
    private let surroundings: ConfigurationSurroundings
    private let log: FindingLog
    /// The files that were read, which belong to the configuration's version as much as its own text.
    private(set) var contents: [[UInt8]] = []
    /// Where they were read, and what of them says who is on call when, in the same order.
    private(set) var paths: [String] = []
    private(set) var essentials: [String] = []

    init(surroundings: ConfigurationSurroundings, log: FindingLog) {
        self.surroundings = surroundings
        self.log = log
    }

    func read(_ section: Section, people: [ClinicPerson], zone: TimeZoneRules) -> [Placed<FixedShift>] {
        guard let node = section["calendar"],
            let table = Section(node, path: section.path("calendar"), keys: .calendar, log: log),
            table.required("file", hint: "the path of an .ics or .csv file") != nil, let name = table.placedText("file")
        else { return [] }
        let path = Paths.resolve(name)
        let bytes: [UInt8]
        do {
            bytes = try surroundings.readFile(path, CalendarFile.largest)
        } catch {
            log.error(name.position, "the calendar \(path) cannot be read: \(error)")
            return []
        }
        contents.append(bytes)
        paths.append(path)
        let isTable = path.lowercased().hasSuffix(".csv")
        let shifts = isTable ? rows(bytes, path, zone) : events(bytes, path, zone)
        let names = Names(people)
        var unknown: Set<String> = []
        return shifts.compactMap { shift in
            let position = position(path, shift.line)
            guard let person = names.person(in: shift.summary) else {
                if unknown.insert(shift.summary).inserted {
                    log.error(
                        position, "no person is called '\(shift.summary.prefix(80))'",
                        hint: Spelling.hint(for: shift.summary, among: people.map(\.name))
                            ?? (isTable ? "write" : "begin the title of the event with")
                            + " a person's name or key under 'people'")
                }
                return nil
            }
            return Placed(FixedShift(person: person, start: shift.start, end: shift.end), at: position)
        }
    }

    private func events(_ bytes: [UInt8], _ path: String, _ zone: TimeZoneRules) -> [CalendarFile.Shift] {
        let readZone = surroundings.readZone
        let file = CalendarFile(bytes, floating: zone) { name in
            guard ZoneReader.isName(name), let bytes = try? readZone(name) else { return nil }
            return try? TimeZoneRules(name: name, tzif: bytes)
        }
        for fault in file.faults {
            log.error(position(path, fault.line), fault.reason.message, hint: fault.reason.hint)
        }
        essentials.append(CalendarFile.essentials(of: bytes))
        return file.shifts
    }

    private func rows(_ bytes: [UInt8], _ path: String, _ zone: TimeZoneRules) -> [CalendarFile.Shift] {
        let sheet = ShiftSheet(bytes, zone: zone)
        for fault in sheet.faults {
            log.error(position(path, fault.line), fault.reason.message, hint: fault.reason.hint)
        }
        essentials.append(ShiftSheet.essentials(of: bytes, zone: zone))
        return sheet.shifts
    }

    private func position(_ path: String, _ line: Int) -> SourcePosition {
        SourcePosition(file: path, line: line, column: 1)
    }

    /// People by their keys and names.
    private struct Names {
        private var people: [String: PersonID] = [:]
        /// Names that two people have.
        private var shared: Set<String> = []

        init(_ list: [ClinicPerson]) {
            for person in list {
                let id = PersonID(person.id.value)
                for name in Set([person.id.value.lowercased(), person.name.lowercased()]) {
                    if let other = people[name], other != id { shared.insert(name) }
                    people[name] = id
                }
            }
        }

        /// `Dr. Adams`, `adams`, `Dr. Adams: on call`, `adams - nights`; `nil` when nobody, or more than one, is meant.
        func person(in title: String) -> PersonID? {
            let whole = title.lowercased().trimmed
            for name in [whole, whole.prefix { $0 != ":" }.trimmed, whole.prefix { $0 != "," }.trimmed] {
                if !shared.contains(name), let person = people[name] { return person }
            }
            guard let dash = whole.firstRange(of: " - ") else { return nil }
            let name = String(whole[..<dash.lowerBound])
            return shared.contains(name) ? nil : people[name]
        }
    }
}
