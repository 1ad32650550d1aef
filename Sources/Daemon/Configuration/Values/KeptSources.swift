import Routing
import Storage

/// What is kept of a configuration's files, so that its decisions can be made again: no passwords, and of calendars only
/// what says who is on call when.
enum KeptSources {
    /// No more than this of all calendars together, in bytes. With longer ones, decisions cannot be made again.
    static let mostOfCalendars = 1 << 20

    /// The files, the configuration itself first; none when a password could not be taken out of one for certain.
    static func of(
        _ files: ConfigurationFiles, _ calendars: CalendarReader, _ secrets: SecretPlaces
    ) -> [ConfigurationFile] {
        var kept: [ConfigurationFile] = []
        for (path, bytes) in zip(files.paths, files.contents) {
            let own = secrets.list.filter { $0.position.file == path }
            guard let text = withoutSecrets(String(decoding: bytes, as: UTF8.self), own, all: secrets.list) else {
                return []
            }
            kept.append(ConfigurationFile(path: path, text: text))
        }
        var room = mostOfCalendars
        for (path, text) in zip(calendars.paths, calendars.essentials) where !kept.contains(where: { $0.path == path })
        {
            room -= text.utf8.count
            if room >= 0 { kept.append(ConfigurationFile(path: path, text: text)) }
        }
        return kept
    }

    /// The text with each secret replaced where it stands, and without the comments that name one.
    ///
    /// - Parameters:
    ///   - secrets: those of this file.
    ///   - all: those of all files.
    /// - Returns: `nil` when one is written in a way that is not understood here.
    static func withoutSecrets(_ text: String, _ secrets: [Placed<String>], all: [Placed<String>]) -> String? {
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0) }
        for secret in secrets.sorted(by: { $1.position < $0.position }) {
            let (line, column) = (secret.position.line - 1, secret.position.column - 1)
            guard lines.indices.contains(line), column >= 0, column < lines[line].count,
                let end = end(of: secret.value, in: lines[line], from: column)
            else { return nil }
            lines[line].replaceSubrange(column..<end, with: Array("\"\(SecretReader.notKept)\"".unicodeScalars))
        }
        let values = all.map { Array($0.value.unicodeScalars) }
        for index in lines.indices {
            guard let comment = comment(in: lines[index]) else { continue }
            let words = lines[index][comment...]
            if values.contains(where: { contains($0, in: words) }) { lines[index].removeSubrange(comment...) }
        }
        return lines.map { line in String(String.UnicodeScalarView(line)) }.joined(separator: "\n")
    }

    /// Where the scalar ends that begins at `start` and says `value`.
    private static func end(of value: String, in line: [Unicode.Scalar], from start: Int) -> Int? {
        let quote = line[start]
        guard quote == "\"" || quote == "'" else {
            let plain = Array(value.unicodeScalars)
            return line[start...].starts(with: plain) ? start + plain.count : nil
        }
        var index = start + 1
        while index < line.count {
            if line[index] == "\\", quote == "\"" {
                index += 2
            } else if line[index] == quote {
                guard quote == "'", index + 1 < line.count, line[index + 1] == "'" else { return index + 1 }
                index += 2
            } else {
                index += 1
            }
        }
        return nil
    }

    /// Where a comment begins: a `#` at the start or after a blank, and not inside of quotes.
    private static func comment(in line: [Unicode.Scalar]) -> Int? {
        var quote: Unicode.Scalar?
        var before: Unicode.Scalar = " "
        for (index, scalar) in line.enumerated() {
            if let open = quote {
                if scalar == open, before != "\\" || open == "'" { quote = nil }
            } else if scalar == "#", before == " " || before == "\t" {
                return index
            } else if scalar == "\"" || scalar == "'", " \t[{,:".unicodeScalars.contains(before) {
                quote = scalar
            }
            before = scalar
        }
        return nil
    }

    private static func contains(_ value: [Unicode.Scalar], in text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard !value.isEmpty, value.count <= text.count else { return false }
        return (text.startIndex...text.endIndex - value.count).contains { text[$0...].starts(with: value) }
    }
}
