import Routing
import Yams

/// Reads YAML text into a tree, within bounds: size, depth, number of nodes; no anchors, aliases or tags.
///
/// The file is an administrator's, and still nothing that it says may cost more than it weighs.
struct YAMLDocument {
    static let largestFile = 4 << 20
    static let deepest = 32
    static let mostNodes = 400_000

    let file: String
    let log: FindingLog
    /// Keys that were found twice, by the stand-in that the first of them was replaced with.
    private var duplicates: [String: String] = [:]
    private var nodes = 0

    init(file: String, log: FindingLog) {
        self.file = file
        self.log = log
    }

    /// The tree in `bytes`; `nil` when there is none to go on with.
    mutating func read(_ bytes: [UInt8]) -> YAMLNode? {
        let top = SourcePosition(file: file, line: 1, column: 1)
        guard bytes.count <= Self.largestFile else {
            log.error(top, "the file is longer than 4 MiB")
            return nil
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            log.error(Self.position(ofBrokenTextIn: bytes, file: file), "the file is not UTF-8 text here")
            return nil
        }
        guard !Self.mayBeBomb(bytes) else {
            log.error(top, "anchors (&name) and aliases (*name) are not for this file", hint: "write it out")
            return nil
        }
        // Yams stops at the first table with a key twice. Each time, the first of the two is renamed in place, so
        // that all of them, and everything else, is found in one go.
        for attempt in 0..<Self.mostDuplicates {
            do throws(YAMLFailure) {
                return try parse(text)
            } catch {
                guard case .duplicate(let key, let mark) = error, attempt + 1 < Self.mostDuplicates,
                    let renamed = rename(key, at: mark, in: text, number: attempt)
                else {
                    log.error(error.position(in: file), error.message, hint: error.hint)
                    return nil
                }
                text = renamed
            }
        }
        return nil
    }

    static let mostDuplicates = 32

    private mutating func parse(_ text: String) throws(YAMLFailure) -> YAMLNode? {
        do {
            // Without rules for tags every scalar stays the text it is.
            let parser = try Parser(yaml: text, resolver: .basic, constructor: .default, encoding: .utf8)
            guard let root = try parser.singleRoot() else {
                throw YAMLFailure.other("the file is empty", nil)
            }
            nodes = 0
            // The parser owns the anchors' names, and must live until the last was looked at.
            return try withExtendedLifetime(parser) { try convert(root, depth: 0) }
        } catch let failure as YAMLFailure {
            throw failure
        } catch let error as YamlError {
            throw YAMLFailure(error)
        } catch {
            throw YAMLFailure.other("\(error)", nil)
        }
    }

    private mutating func convert(_ node: Node, depth: Int) throws(YAMLFailure) -> YAMLNode {
        nodes += 1
        let mark = node.mark.map { TextMark($0) }
        let position = SourcePosition(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
        guard nodes <= Self.mostNodes else { throw .other("the file has too many entries", mark) }
        guard depth <= Self.deepest else { throw .other("this is nested too deeply", mark) }
        guard node.anchor == nil else {
            throw .other("anchors (&name) and aliases (*name) are not for this file: write it out", mark)
        }
        switch node {
        case .scalar(let scalar):
            let quoting: YAMLNode.Quoting = scalar.style == .plain ? .bare : .quoted
            return YAMLNode(content: .text(scalar.string, quoting), position: position)
        case .sequence(let sequence):
            var list: [YAMLNode] = []
            for element in sequence { list.append(try convert(element, depth: depth + 1)) }
            return YAMLNode(content: .list(list), position: position)
        case .mapping(let mapping):
            var entries: [YAMLEntry] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw .other("a key must be a word, not a list or a table", key.mark.map { TextMark($0) } ?? mark)
                }
                let place = try convert(key, depth: depth + 1).position
                entries.append(
                    YAMLEntry(key: name.string, position: place, value: try convert(value, depth: depth + 1)))
            }
            return YAMLNode(content: .table(withoutDuplicates(entries)), position: position)
        case .alias: throw .other("anchors (&name) and aliases (*name) are not for this file: write it out", mark)
        }
    }

    /// Takes out the renamed first ones and reports the second ones.
    private func withoutDuplicates(_ entries: [YAMLEntry]) -> [YAMLEntry] {
        guard !duplicates.isEmpty else { return entries }
        var kept: [YAMLEntry] = []
        var first: [String: SourcePosition] = [:]
        for entry in entries {
            if let original = duplicates[entry.key] { first[original] = first[original] ?? entry.position }
        }
        for entry in entries where duplicates[entry.key] == nil {
            if let before = first[entry.key] {
                log.error(
                    entry.position, "'\(entry.key)' is here a second time, after line \(before.line)",
                    hint: "keep one of the two")
            }
            kept.append(entry)
        }
        return kept
    }

    /// Overwrites the key at `mark` with private-use characters, as many as it has, so that no column moves.
    private mutating func rename(_ key: String, at mark: TextMark, in text: String, number: Int) -> String? {
        let privateUse = Unicode.Scalar(0xE000 + UInt32(number % 6400)) ?? "\u{E000}"
        var scalars = Array(text.unicodeScalars)
        if number == 0, scalars.contains(where: { (0xE000...0xF8FF).contains($0.value) }) { return nil }
        var index = 0
        var line = 1
        while line < mark.line, index < scalars.count {
            if scalars[index] == "\n" { line += 1 }
            index += 1
        }
        index += mark.column - 1
        if index < scalars.count, scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        let letters = Array(key.unicodeScalars)
        guard !letters.isEmpty, index + letters.count <= scalars.count,
            Array(scalars[index..<index + letters.count]) == letters
        else { return nil }
        for offset in letters.indices { scalars[index + offset] = privateUse }
        duplicates[String(String.UnicodeScalarView(letters.map { _ in privateUse }))] = key
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Whether there are enough marks of anchors and aliases to make a small file unfold into a large tree. Few do no
    /// harm, and are refused with their place once they are seen for certain.
    private static func mayBeBomb(_ bytes: [UInt8]) -> Bool {
        var anchors = 0
        var aliases = 0
        var before = UInt8(ascii: "\n")
        for (byte, next) in zip(bytes, bytes.dropFirst()) {
            // "Smith & Jones" marks nothing: a name follows at once.
            if next > 0x20, opens(before) {
                if byte == UInt8(ascii: "&") { anchors += 1 }
                if byte == UInt8(ascii: "*") { aliases += 1 }
            }
            before = byte
        }
        return anchors > 0 && aliases > 24
    }

    private static func opens(_ byte: UInt8) -> Bool { byte <= 0x20 || "[{,:?-".utf8.contains(byte) }

    private static func position(ofBrokenTextIn bytes: [UInt8], file: String) -> SourcePosition {
        var line = 1
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == 0x0a {
            if String(validating: bytes[start..<index], as: UTF8.self) == nil { break }
            line += 1
            start = index + 1
        }
        return SourcePosition(file: file, line: line, column: 1)
    }
}
