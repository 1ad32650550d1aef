import Routing

/// A table of the configuration with its path, such as `people.adams`, and somewhere to put what is wrong with it.
struct Section {
    let path: String
    let position: SourcePosition
    let entries: [YAMLEntry]
    let log: FindingLog
    /// Where the keys of a long table are; `nil` for a short one, which is looked through.
    private let places: [String: Int]?

    /// The table in `node`, whose keys are names that the clinic chose. `nil`, with a finding, when it is no table.
    init?(_ node: YAMLNode, path: String, log: FindingLog) {
        self.path = path
        self.log = log
        position = node.position
        switch node.content {
        case .table(let entries):
            self.entries = entries
            let pairs = entries.enumerated().lazy.map { ($0.element.key, $0.offset) }
            places = entries.count > 16 ? Dictionary(pairs) { first, _ in first } : nil
        case .text, .list:
            let what = path.isEmpty ? "the configuration" : "'\(path)'"
            log.error(node.position, "\(what) must be a table (key: value), and is \(node.kind)")
            return nil
        }
    }

    /// The table in `node`, which may have only the keys of `table`. Others are findings, and are passed over.
    init?(_ node: YAMLNode, path: String, keys table: KeyTable, log: FindingLog) {
        self.init(node, path: path, log: log)
        for entry in entries where !table.keys.contains(entry.key) {
            let place = path.isEmpty ? "" : " in '\(path)'"
            log.error(
                entry.position, "there is no key '\(entry.key)'\(place)",
                hint: Spelling.hint(for: entry.key, among: table.keys))
        }
    }

    /// The value of `key`; `nil` when the key is not there, or has nothing.
    subscript(key: String) -> YAMLNode? {
        guard let value = entry(key)?.value, !value.isEmpty else { return nil }
        return value
    }

    private func entry(_ key: String) -> YAMLEntry? {
        guard let places else { return entries.first { $0.key == key } }
        return places[key].map { entries[$0] }
    }

    /// The value of `key`; a finding when there is none.
    func required(_ key: String, hint: String? = nil) -> YAMLNode? {
        if let value = self[key] { return value }
        let entry = entry(key)
        log.error(
            entry?.position ?? position,
            entry == nil
                ? (path.isEmpty ? "the configuration" : "'\(path)'") + " has no '\(key)'"
                : "'\(self.path(key))' has nothing", hint: hint)
        return nil
    }

    /// The path of a key: `people.adams.ring`.
    func path(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The entries whose keys are names: letters, digits, hyphens and underscores, beginning with a letter.
    var named: [YAMLEntry] {
        entries.filter { entry in
            let good = Self.isName(entry.key)
            if !good {
                log.error(
                    entry.position, "'\(entry.key)' is not a name",
                    hint: "names have letters, digits, - and _, and begin with a letter")
            }
            return good
        }
    }

    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x5f }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
}
