extension CalendarFile {
    /// The lines of a file that say who is on call when, unfolded: reading them gives the same shifts. Notes, places,
    /// guests and whatever else people write into a calendar are not among them.
    package static func essentials(of bytes: [UInt8]) -> String {
        let wanted: Set<String> = [
            "BEGIN", "END", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
            "SUMMARY", "STATUS", "UID",
        ]
        return CalendarLine.lines(of: bytes).filter { text, number in
            CalendarLine(text[...], number: number).map { wanted.contains($0.name) } ?? false
        }.map(\.text).joined(separator: "\n")
    }
}
