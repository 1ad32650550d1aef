/// The rows of a table of separated values.
///
/// A row ends with its line, unless that is inside of double quotes; two of them inside of quotes are one.
/// Source: RFC 4180 §2. Deviation: semicolons and tabs separate too, as spreadsheets write them where a comma stands in
/// numbers; a line may end with LF alone; empty rows are passed over.
struct SheetRows {
    /// One row, and the line that it begins on, from 1.
    struct Row {
        var fields: [String]
        var line: Int
    }

    /// No row has more fields.
    static let mostFields = 64

    private(set) var rows: [Row] = []
    /// The line of a quote that nothing closes.
    private(set) var openQuote: Int?

    /// Reads no more than so many rows.
    init(_ bytes: ArraySlice<UInt8>, limit: Int) {
        let separator = Self.separator(of: bytes)
        var (fields, field): ([String], [UInt8]) = ([], [])
        var (line, start) = (1, 1)
        var quoted: Int?
        var index = bytes.startIndex
        func text() -> String { String(decoding: field, as: UTF8.self).trimmed }
        while index < bytes.endIndex, rows.count < limit {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            if quoted != nil {
                if byte != UInt8(ascii: "\"") {
                    field.append(byte)
                } else if index < bytes.endIndex, bytes[index] == byte {
                    field.append(byte)
                    index += 1
                } else {
                    quoted = nil
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\"") where field.allSatisfy({ $0 == UInt8(ascii: " ") }):
                field = []
                quoted = line
            case separator:
                if fields.count < Self.mostFields { fields.append(text()) }
                field = []
            case UInt8(ascii: "\n"):
                add(fields + [text()], start)
                (fields, field, start) = ([], [], line)
            case UInt8(ascii: "\r"): continue
            default: field.append(byte)
            }
        }
        openQuote = quoted
        if rows.count < limit { add(fields + [text()], start) }
    }

    private mutating func add(_ fields: [String], _ line: Int) {
        if fields.contains(where: { !$0.isEmpty }) { rows.append(Row(fields: fields, line: line)) }
    }

    /// Of comma, semicolon and tab that which stands first outside of quotes.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        var isQuoted = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: "\n"), !isQuoted { break }
            if !isQuoted, [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")].contains(byte) { return byte }
        }
        return UInt8(ascii: ",")
    }
}

extension String {
    /// Without blanks at its ends.
    fileprivate var trimmed: String {
        let inside = drop { $0 == " " || $0 == "\t" }
        guard let last = inside.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(inside[...last])
    }
}
