import Routing

/// Values of a section by key: each reports what is wrong with it and is then `nil`.
extension Section {
    /// Text, which may not be empty.
    func text(_ key: String) -> String? { self[key].flatMap { text($0, key) } }

    /// Text with its place.
    func placedText(_ key: String) -> Placed<String>? {
        guard let node = self[key], let text = text(node, key) else { return nil }
        return Placed(text, at: node.position)
    }

    func text(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = node.text else {
            log.error(node.position, "'\(path(key))' must be text, and is \(node.kind)")
            return nil
        }
        guard !text.isEmpty else {
            log.error(node.position, "'\(path(key))' must not be empty")
            return nil
        }
        return text
    }

    /// One text, or a list of them.
    func texts(_ key: String) -> [Placed<String>] {
        guard let node = self[key] else { return [] }
        let nodes: [YAMLNode]
        if case .list(let list) = node.content { nodes = list } else { nodes = [node] }
        if nodes.isEmpty { log.error(node.position, "'\(path(key))' is an empty list") }
        return nodes.compactMap { node in text(node, key).map { Placed($0, at: node.position) } }
    }

    /// `yes` or `no`.
    func flag(_ key: String) -> Flag? {
        guard let node = self[key], let text = text(node, key) else { return nil }
        switch text.lowercased() {
        case "yes", "true", "on": return .yes
        case "no", "false", "off": return .no
        default:
            log.error(node.position, "'\(path(key))' must be yes or no, and is '\(text)'")
            return nil
        }
    }

    enum Flag { case yes, no }

    /// A whole number in `range`.
    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let node = self[key], let text = text(node, key) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            log.error(
                node.position,
                "'\(path(key))' must be a whole number from \(range.lowerBound) to \(range.upperBound), and is '\(text)'"
            )
            return nil
        }
        return value
    }

    /// `25s`, `2m 30s`, `4h`, within `range`.
    func duration(_ key: String, in range: ClosedRange<Duration>) -> Duration? {
        guard let node = self[key], let text = text(node, key) else { return nil }
        return duration(text, at: node.position, key, in: range)
    }

    func duration(_ text: String, at position: SourcePosition, _ key: String, in range: ClosedRange<Duration>)
        -> Duration?
    {
        guard let value = Phrases.duration(text) else {
            log.error(
                position, "'\(path(key))' must be a time such as 25s, 2m 30s or 4h, and is '\(text)'")
            return nil
        }
        guard range.contains(value) else {
            log.error(
                position,
                "'\(path(key))' must be from \(Phrases.text(range.lowerBound)) to \(Phrases.text(range.upperBound)), and is '\(text)'"
            )
            return nil
        }
        return value
    }

    /// One of a few words.
    func choice<Value: RawRepresentable & CaseIterable>(_ key: String, _: Value.Type) -> Value?
    where Value.RawValue == String {
        guard let node = self[key], let text = text(node, key) else { return nil }
        if let value = Value(rawValue: text.lowercased()) { return value }
        let words = Value.allCases.map(\.rawValue)
        log.error(
            node.position, "'\(path(key))' must be \(words.joined(separator: ", ")), and is '\(text)'",
            hint: Spelling.nearest(to: text, among: words).map { "did you mean '\($0)'?" })
        return nil
    }
}
