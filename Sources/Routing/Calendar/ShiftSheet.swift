/// What is wrong with a table of shifts: where, what, and how to mend it.
package struct SheetFault: Hashable, Sendable {
    /// The line, from 1.
    package var line: Int
    package var reason: Reason

    /// A fault on a line.
    package init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }

    /// What is wrong.
    package enum Reason: Hashable, Sendable {
        case tooLong
        case notText
        case tooMany(Int)
        case openQuote
        case empty
        case noColumn(String)
        case secondColumn(String)
        case noPerson
        case badTime(String)
        case endsBeforeStart

        /// What is wrong, in words.
        package var message: String {
            switch self {
            case .tooLong: "the file is longer than 4 MiB"
            case .notText: "the file is not text in UTF-8"
            case .tooMany(let limit): "the file has more than \(limit) shifts"
            case .openQuote: "this quote is not closed"
            case .empty: "the file is empty"
            case .noColumn(let name): "the first line has no column '\(name)'"
            case .secondColumn(let name): "the first line has a second column for '\(name)'"
            case .noPerson: "this line names nobody"
            case .badTime(let text): "'\(text.prefix(40))' is not a date and time"
            case .endsBeforeStart: "the shift ends before it starts"
            }
        }

        /// How to mend it.
        package var hint: String? {
            switch self {
            case .notText: "save it as CSV UTF-8"
            case .tooMany, .tooLong: "export a shorter time"
            case .empty, .noColumn: "begin it with a line 'person,from,to'"
            case .badTime: "write 2026-12-24 17:00, in a column that the spreadsheet takes for text"
            case .openQuote, .secondColumn, .noPerson, .endsBeforeStart: nil
            }
        }
    }
}

/// The rows of a table of comma-separated values as shifts: who, from when, until when, half-open.
///
/// The first row names the columns, in any order; others are passed over. The bytes are hostile until read: sizes are
/// bounded. Source: RFC 4180.
package struct ShiftSheet: Sendable {
    /// In the order of the file.
    package private(set) var shifts: [CalendarFile.Shift] = []
    /// What is wrong; with any of it the file should not be used.
    package private(set) var faults: [SheetFault] = []

    private enum Column: String, CaseIterable {
        case person, from, to

        /// What a first row may call it.
        var names: Set<String> {
            switch self {
            case .person: ["person", "name", "who", "provider"]
            case .from: ["from", "start", "begin"]
            case .to: ["to", "until", "end"]
            }
        }
    }

    /// Reads `bytes`, whose times are by the clock of `zone`.
    package init(_ bytes: [UInt8], zone: TimeZoneRules) { read(bytes, zone) }

    private mutating func read(_ bytes: [UInt8], _ zone: TimeZoneRules) {
        guard bytes.count <= CalendarFile.largest else { return report(1, .tooLong) }
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        // What is written in 16 bits has a zero in every other byte.
        if text.contains(0) { return report(1, .notText) }
        let sheet = SheetRows(text, limit: CalendarFile.mostShifts + 2)
        if let line = sheet.openQuote { report(line, .openQuote) }
        guard let head = sheet.rows.first else { return report(1, .empty) }
        guard let places = columns(head) else { return }
        let rows = sheet.rows.dropFirst()
        if rows.count > CalendarFile.mostShifts { report(head.line, .tooMany(CalendarFile.mostShifts)) }
        for row in rows.prefix(CalendarFile.mostShifts) { read(row, places, zone) }
    }

    private mutating func report(_ line: Int, _ reason: SheetFault.Reason) {
        if faults.count < 100 { faults.append(SheetFault(line: line, reason: reason)) }
    }

    /// Where each column is; `nil`, with faults, when one is not there.
    private mutating func columns(_ head: SheetRows.Row) -> [Column: Int]? {
        var places: [Column: Int] = [:]
        for (place, name) in head.fields.enumerated() {
            guard let column = Column.allCases.first(where: { $0.names.contains(name.lowercased()) }) else { continue }
            if places[column] != nil { report(head.line, .secondColumn(column.rawValue)) }
            places[column] = place
        }
        for column in Column.allCases where places[column] == nil { report(head.line, .noColumn(column.rawValue)) }
        return faults.isEmpty ? places : nil
    }

    private mutating func read(_ row: SheetRows.Row, _ places: [Column: Int], _ zone: TimeZoneRules) {
        func field(_ column: Column) -> String {
            places[column].flatMap { $0 < row.fields.count ? row.fields[$0] : nil } ?? ""
        }
        let (person, from, to) = (field(.person), field(.from), field(.to))
        if person.isEmpty { report(row.line, .noPerson) }
        let times = [from, to].map { text in
            let time = Self.time(text)
            if time == nil { report(row.line, .badTime(text)) }
            return time
        }
        guard !person.isEmpty, let first = times[0], let last = times[1] else { return }
        guard first < last else { return report(row.line, .endsBeforeStart) }
        let (start, end) = (CalendarTime.instant(of: first, in: zone), CalendarTime.instant(of: last, in: zone))
        // A clock change may swallow all of a short one.
        if start < end { shifts.append(.init(summary: person, start: start, end: end, line: row.line)) }
    }

    /// `2026-12-24 17:00`, also with a T between, and with seconds; in months before days only, which nobody mistakes.
    private static func time(_ text: String) -> CivilTime? {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard parts.count == 2 else { return nil }
        let day = numbers(parts[0], "-", [4, 2, 2])
        let clock = numbers(parts[1], ":", [2, 2]) ?? numbers(parts[1], ":", [2, 2, 2])
        guard let day, let clock, let date = CivilDate(year: day[0], month: day[1], day: day[2]), clock[0] < 24,
            clock.dropFirst().allSatisfy({ $0 < 60 })
        else { return nil }
        let seconds = clock.count > 2 ? clock[2] : 0
        return CivilTime(date, secondOfDay: clock[0] * 3600 + clock[1] * 60 + seconds)
    }

    /// Numbers of so many digits; an hour may have one.
    private static func numbers(_ text: Substring, _ separator: Character, _ widths: [Int]) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == widths.count else { return nil }
        var numbers: [Int] = []
        for (index, part) in parts.enumerated() {
            let isHour = separator == ":" && index == 0
            guard part.utf8.count == widths[index] || isHour && part.utf8.count == 1,
                part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(part)
            else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}

extension ShiftSheet {
    /// The columns of a file that say who is on call when: reading them gives the same shifts. Notes and whatever else
    /// people write into a table are not among them.
    package static func essentials(of bytes: [UInt8], zone: TimeZoneRules) -> String {
        let shifts = ShiftSheet(bytes, zone: zone).shifts
        let rows = shifts.map { shift in
            let name = shift.summary.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            return "\"\(name)\",\(zone.local(at: shift.start).civil),\(zone.local(at: shift.end).civil)"
        }
        return (["person,from,to"] + rows).joined(separator: "\n")
    }
}
