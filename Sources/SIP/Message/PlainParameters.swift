/// What is looked up and changed in the text of plain parameters: `;branch=z9hG4bK77;rport`.
enum PlainParameters {
    /// The value of the first parameter of this name: `.none` when there is none, `.some(nil)` for a flag.
    static func find(_ name: String, in text: Excerpt) -> Range<Int>?? {
        var start = text.range.lowerBound
        while start < text.range.upperBound {
            let end = end(of: start, in: text)
            if isNamed(name, start, in: text) {
                let value = start + name.utf8.count + 2
                return .some(value <= end ? value..<end : nil)
            }
            start = end
        }
        return .none
    }

    /// How many there are.
    static func count(_ text: Excerpt) -> Int {
        let span = text.bytes.span.extracting(text.range)
        var count = 0
        for index in span.indices where span[index] == 0x3B { count += 1 }
        return count
    }

    /// All of them.
    static func list(_ text: Excerpt) -> [Parameters.Parameter] {
        var all: [Parameters.Parameter] = []
        let span = text.bytes.span
        let end = text.range.upperBound
        var index = text.range.lowerBound
        while index < end {
            let start = index + 1
            index = start
            while index < end, span[index] != 0x3B, span[index] != 0x3D { index += 1 }
            var parameter = Parameters.Parameter(text.text(start..<index), nil)
            if index < end, span[index] == 0x3D {
                let start = index + 1
                while index < end, span[index] != 0x3B { index += 1 }
                parameter.value = text.text(start..<index)
            }
            all.append(parameter)
        }
        return all
    }

    /// The text without the parameters of this name, and with a new one at its end unless its value is `.none`.
    ///
    /// - Returns: `nil` when the new one is not plain.
    static func setting(_ name: String, _ value: String??, in text: Excerpt) -> Excerpt? {
        var writer = MessageWriter(reserving: text.range.count + 64)
        copy(text, without: name, name, to: &writer)
        if let value {
            writer.append(byte: 0x3B)
            guard !name.isEmpty, writer.append(name, ifAllIn: PlainReader.parameterName) else { return nil }
            if let value {
                writer.append(byte: 0x3D)
                guard !value.isEmpty, writer.append(value, ifAllIn: PlainReader.parameterValue) else { return nil }
            }
        }
        return excerpt(writer)
    }

    /// The text with `rport` and `received` as they are noted in a Via (RFC 3581 §4), whether they were there or not.
    ///
    /// - Returns: `nil` when the host is not plain.
    static func noting(received host: String, rport port: UInt16, in text: Excerpt) -> Excerpt? {
        var writer = MessageWriter(reserving: text.range.count + 64)
        copy(text, without: "rport", "received", to: &writer)
        writer.append(";rport=")
        writer.append(number: port)
        writer.append(";received=")
        guard writer.append(host, ifAllIn: PlainReader.parameterValue) else { return nil }
        return excerpt(writer)
    }

    private static func copy(
        _ text: Excerpt, without one: String, _ other: String, to writer: inout MessageWriter
    ) {
        var start = text.range.lowerBound
        while start < text.range.upperBound {
            let end = end(of: start, in: text)
            if !isNamed(one, start, in: text), !isNamed(other, start, in: text) {
                writer.append(text.bytes, start..<end)
            }
            start = end
        }
    }

    private static func excerpt(_ writer: borrowing MessageWriter) -> Excerpt? {
        let made = writer.bytes
        return made.count <= Excerpt.limit ? Excerpt(made, made.indices) : nil
    }

    /// Where the parameter that begins at this `;` ends.
    private static func end(of start: Int, in text: Excerpt) -> Int {
        let span = text.bytes.span.extracting(start + 1..<text.range.upperBound)
        var count = 0
        while count < span.count, span[count] != 0x3B { count += 1 }
        return start + 1 + count
    }

    /// Whether the parameter that begins at this `;` has this name.
    private static func isNamed(_ name: String, _ start: Int, in text: Excerpt) -> Bool {
        let span = text.bytes.span.extracting(start + 1..<text.range.upperBound)
        let wanted = name.utf8.span
        guard wanted.count <= span.count else { return false }
        for index in wanted.indices where span[index] != wanted[index] { return false }
        return wanted.count == span.count || span[wanted.count] == 0x3B || span[wanted.count] == 0x3D
    }
}
