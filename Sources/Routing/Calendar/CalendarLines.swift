/// One line of an iCalendar file, unfolded: `DTSTART;TZID=America/Phoenix:20260102T170000`.
///
/// Source: RFC 5545 §3.1.
struct CalendarLine {
    /// The name, in capitals.
    var name: String
    /// The parameters, their names in capitals.
    var parameters: [String: String] = [:]
    var value: String
    /// Where it begins in the file, from 1.
    var number: Int

    /// Reads `text`; `nil` when there is no colon or no name.
    init?(_ text: Substring, number: Int) {
        self.number = number
        var parts: [Substring] = []
        var quoted = false
        var begin = text.startIndex
        var colon: Substring.Index?
        for index in text.indices {
            switch text[index] {
            case "\"": quoted.toggle()
            case ";" where !quoted:
                parts.append(text[begin..<index])
                begin = text.index(after: index)
            case ":" where !quoted: colon = index
            default: continue
            }
            if colon != nil { break }
        }
        guard let colon else { return nil }
        parts.append(text[begin..<colon])
        guard let name = parts.first, !name.isEmpty else { return nil }
        self.name = name.uppercased()
        value = String(text[text.index(after: colon)...])
        for part in parts.dropFirst().prefix(16) {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let text = part[part.index(after: equals)...].filter { $0 != "\"" }
            parameters[part[..<equals].uppercased()] = String(text)
        }
    }

    /// The text of a value, its escapes undone (§3.3.11).
    var text: String {
        var text = ""
        var escaped = false
        for character in value {
            if escaped {
                text.append(character == "n" || character == "N" ? " " : character)
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else {
                text.append(character)
            }
        }
        return text
    }

    /// The lines of a file, those that were folded put together. No line has more than 64 KiB; what is longer is cut.
    static func lines(of bytes: [UInt8]) -> [(text: String, number: Int)] {
        var lines: [(bytes: [UInt8], number: Int)] = []
        for (index, raw) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            let line = raw.last == 13 ? raw.dropLast() : raw
            if let first = line.first, first == 32 || first == 9, let last = lines.indices.last {
                let room = max(0, 65_536 - lines[last].bytes.count)
                lines[last].bytes += line.dropFirst().prefix(room)
            } else if !line.isEmpty {
                lines.append((Array(line.prefix(65_536)), index + 1))
            }
        }
        return lines.map { (String(decoding: $0.bytes, as: UTF8.self), $0.number) }
    }
}
