import Routing
import Yams

/// A line and a column, from 1.
struct TextMark {
    var line: Int
    var column: Int

    init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}

/// Why text is not a YAML document that the loader takes.
enum YAMLFailure: Error {
    /// A key of one table is there twice; the mark is the first one's.
    case duplicate(String, TextMark)
    /// The text is not YAML.
    case syntax(String, TextMark?)
    /// It is YAML, and not for us.
    case other(String, TextMark?)

    init(_ error: YamlError) {
        switch error {
        case .duplicatedKeysInMapping(let keys, let context):
            self = .duplicate(keys.first ?? "", TextMark(context.mark))
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            self = .syntax([context?.text, problem].compactMap { $0 }.joined(separator: ", "), TextMark(mark))
        case .reader(let problem, _, _, let yaml): self = .syntax(problem, Self.firstControl(in: yaml))
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self = .syntax("the file could not be read as YAML", nil)
        }
    }

    var message: String {
        switch self {
        case .duplicate(let key, _): "'\(key)' is here twice"
        case .syntax(let problem, _): "this is not YAML: \(problem)"
        case .other(let problem, _): problem
        }
    }

    var hint: String? {
        switch self {
        case .duplicate: "keep one of the two"
        case .syntax(let problem, _):
            problem.contains("tab") ? "indent with spaces" : "look at the indentation, colons and quotes of this line"
        case .other: nil
        }
    }

    func position(in file: String) -> SourcePosition {
        let mark: TextMark? =
            switch self {
            case .duplicate(_, let mark): mark
            case .syntax(_, let mark), .other(_, let mark): mark
            }
        return SourcePosition(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    /// A control character is what the reader stumbles over.
    private static func firstControl(in text: String) -> TextMark? {
        var line = 1
        var column = 1
        for scalar in text.unicodeScalars {
            if scalar == "\n" {
                line += 1
                column = 1
                continue
            }
            let value = scalar.value
            if value < 0x20 && scalar != "\t" && scalar != "\r" || (0x7f...0x9f).contains(value) && value != 0x85
                || value == 0xfffe || value == 0xffff
            {
                return TextMark(line: line, column: column)
            }
            column += 1
        }
        return nil
    }
}
