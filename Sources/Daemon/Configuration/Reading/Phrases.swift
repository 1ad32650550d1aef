import Routing

/// The small words of the configuration: times, dates, days. Each returns `nil` for what it does not understand.
enum Phrases {
    /// `25s`, `2m 30s`, `4h`, `1d`, `500ms`.
    static func duration(_ text: String) -> Duration? {
        var total = Duration.zero
        var digits = ""
        var unit = ""
        var parts = 0
        func close() -> Bool {
            guard digits.utf8.count <= 9, let value = Int64(digits) else { return false }
            switch unit {
            case "ms": total += .milliseconds(value)
            case "s": total += .seconds(value)
            case "m", "min": total += .seconds(value * 60)
            case "h": total += .seconds(value * 3600)
            case "d": total += .seconds(value * 86_400)
            default: return false
            }
            parts += 1
            (digits, unit) = ("", "")
            return true
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9":
                if !unit.isEmpty, !close() { return nil }
                digits.unicodeScalars.append(scalar)
            case "a"..."z": unit.unicodeScalars.append(scalar)
            case " ": continue
            default: return nil
            }
        }
        guard !digits.isEmpty, close(), parts <= 5 else { return nil }
        return total
    }

    /// The shortest way to write a duration.
    static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let milliseconds = duration.components.attoseconds / 1_000_000_000_000_000
        if milliseconds != 0 { return "\(seconds * 1000 + milliseconds)ms" }
        if seconds != 0, seconds % 86_400 == 0 { return "\(seconds / 86_400)d" }
        if seconds != 0, seconds % 3600 == 0 { return "\(seconds / 3600)h" }
        if seconds != 0, seconds % 60 == 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }

    /// `17:00`, `24:00`, in seconds after midnight.
    static func clock(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            let hours = digits(parts[0]), let minutes = digits(parts[1]), minutes < 60
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return seconds <= 86_400 ? seconds : nil
    }

    /// `2026-12-24`.
    static func date(_ text: some StringProtocol) -> CivilDate? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
            let year = digits(parts[0]), let month = digits(parts[1]), let day = digits(parts[2])
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// `2026-12-24 17:00`, also with a T between.
    static func time(_ text: String) -> CivilTime? {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard parts.count == 2, let date = date(parts[0]), let clock = clock(String(parts[1])) else { return nil }
        return CivilTime(date, secondOfDay: clock)
    }

    /// `mon`, `mon-thu`, `mon, wed`, `daily`.
    static func weekdays(_ text: String) -> [Weekday]? {
        if text.lowercased() == "daily" { return Weekday.allCases }
        var days: [Weekday] = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
                Weekday(name: $0.trimmed)
            }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
            var day = first.rawValue
            while true {
                guard let weekday = Weekday(rawValue: day), !days.contains(weekday) else { return nil }
                days.append(weekday)
                if weekday == last { break }
                day = (day + 1) % 7
            }
        }
        return days.isEmpty ? nil : days
    }

    private static func digits(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}

extension StringProtocol {
    /// Without spaces at its ends.
    var trimmed: String {
        let inside = drop { $0 == " " || $0 == "\t" }
        guard let last = inside.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(inside[...last])
    }

    /// Its words, of which spaces are between.
    var words: [String] {
        split { (letter: Character) -> Bool in letter == " " || letter == "\t" }.map { String($0) }
    }
}
