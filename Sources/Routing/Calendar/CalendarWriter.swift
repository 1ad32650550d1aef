package import CallModel

/// Writes an iCalendar file: one event for each stretch of time, in UTC, which every calendar shows in its own zone.
///
/// Source: RFC 5545 §3.1 (lines and folding), §3.3.11 (escapes), §3.6.1 (events).
package struct CalendarWriter: Sendable {
    private var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Nightbell//On call//EN", "CALSCALE:GREGORIAN"]
    private let stamp: Timestamp

    /// An empty calendar that was made at `stamp`.
    package init(stamp: Timestamp) { self.stamp = stamp }

    /// Adds an event.
    ///
    /// - Parameter id: names the event among all events; the same one again is a change of it.
    package mutating func add(id: String, title: String, from start: Timestamp, to end: Timestamp) {
        lines += [
            "BEGIN:VEVENT", "UID:\(Self.escaped(id))@nightbell", "DTSTAMP:\(Self.utc(stamp))",
            "DTSTART:\(Self.utc(start))", "DTEND:\(Self.utc(end))", "SUMMARY:\(Self.escaped(title))",
            "TRANSP:TRANSPARENT", "END:VEVENT",
        ]
    }

    /// The file.
    package var text: String {
        (lines + ["END:VCALENDAR"]).flatMap(Self.folded).joined(separator: "\r\n") + "\r\n"
    }

    /// `20261224T170000Z`, to the second.
    static func utc(_ instant: Timestamp) -> String {
        let civil = CivilTime(localSeconds: instant.seconds)
        let (date, second) = (civil.date, civil.secondOfDay)
        return padded(date.year, 4) + padded(date.month, 2) + padded(date.day, 2) + "T" + padded(second / 3600, 2)
            + padded(second / 60 % 60, 2) + padded(second % 60, 2) + "Z"
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",":
                escaped.unicodeScalars.append("\\")
                escaped.unicodeScalars.append(scalar)
            case "\n": escaped += "\\n"
            default:
                // Other controls have no place in a text (§3.1).
                if scalar.value >= 0x20, scalar.value != 0x7f { escaped.unicodeScalars.append(scalar) }
            }
        }
        return escaped
    }

    /// A line in parts of at most 75 octets, of which all but the first begin with a space.
    private static func folded(_ line: String) -> [String] {
        var parts: [String] = []
        var part = ""
        for character in line.unicodeScalars {
            if part.utf8.count + character.utf8.count > 75 {
                parts.append(part)
                part = " "
            }
            part.unicodeScalars.append(character)
        }
        return parts + [part]
    }
}
