/// Rows of cells, printed in columns as wide as their widest cell, two spaces apart.
struct Table {
    private var rows: [[String]] = []
    private let indent: String

    /// A table with these column titles, or none.
    init(_ titles: [String] = [], indent: Int = 0) {
        self.indent = String(repeating: " ", count: indent)
        if !titles.isEmpty { rows.append(titles) }
    }

    mutating func add(_ cells: String...) { rows.append(cells) }

    /// The lines, without spaces at their ends.
    var lines: [String] {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            var line = indent
            for (column, cell) in row.enumerated() {
                line += cell
                if column + 1 < row.count {
                    line += String(repeating: " ", count: widths[column] - cell.count + 2)
                }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    var text: String { lines.joined(separator: "\n") }
}
