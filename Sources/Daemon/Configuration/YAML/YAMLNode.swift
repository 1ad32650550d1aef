import Routing

/// A node of a YAML document as the loader reads it: text, a list or a table, and where it stands.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        case text(String, Quoting)
        case list([YAMLNode])
        case table([YAMLEntry])
    }

    /// Whether a text was written in quotes: only a bare one can mean nothing (`~`).
    enum Quoting: Sendable { case bare, quoted }

    var content: Content
    var position: SourcePosition

    /// The text of a scalar; `nil` for a list, a table and nothing.
    var text: String? {
        guard case .text(let text, let quoting) = content, quoting == .quoted || !Self.empty.contains(text) else {
            return nil
        }
        return text
    }

    /// Whether nothing is written here.
    var isEmpty: Bool {
        guard case .text(let text, .bare) = content else { return false }
        return Self.empty.contains(text)
    }

    private static let empty: Set<String> = ["", "~", "null", "Null", "NULL"]

    /// What it is, for a message.
    var kind: String {
        switch content {
        case .text: isEmpty ? "nothing" : "text"
        case .list: "a list"
        case .table: "a table"
        }
    }
}

/// One `key: value` of a table.
struct YAMLEntry: Sendable {
    var key: String
    var position: SourcePosition
    var value: YAMLNode
}
