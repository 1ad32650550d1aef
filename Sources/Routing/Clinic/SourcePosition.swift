/// Where something stands in a configuration file.
package struct SourcePosition: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The file, as it was named.
    package var file: String
    /// The line and the column, from 1; columns count Unicode scalars.
    package var line: Int
    package var column: Int

    /// The position of these parts.
    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }

    /// `clinic.yaml:12:5`.
    package var description: String { "\(file):\(line):\(column)" }
}

/// A value and where it stands.
package struct Placed<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The value.
    package var value: Value
    /// Where it stands.
    package var position: SourcePosition

    /// `value`, which stands at `position`.
    package init(_ value: Value, at position: SourcePosition) {
        self.value = value
        self.position = position
    }
}
