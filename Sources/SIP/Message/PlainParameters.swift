/// What is looked up and changed in the text of plain parameters: `;branch=z9hG4bK77;rport`.
enum PlainParameters {
    /// Where a parameter stands: from its `;` on, and its value when it is no flag.
    struct Place {
        let whole: Range<Int>
        let value: Range<Int>?
    }

    /// The first parameter of this name.
    static func find(_ name: String, in text: Excerpt) -> Place? {
        let wanted = name.utf8.span
        let span = text.bytes.span
        let end = text.range.upperBound
        var start = text.range.lowerBound
        while start < end {
            var index = start + 1
            var same = 0
            while same < wanted.count, index < end, span[index] == wanted[same] {
                index += 1
                same += 1
            }
            let isNamed = same == wanted.count && (index == end || span[index] == 0x3B || span[index] == 0x3D)
            let isFlag = index == end || span[index] != 0x3D
            let behindName = index
            while index < end, span[index] != 0x3B { index += 1 }
            if isNamed { return Place(whole: start..<index, value: isFlag ? nil : behindName + 1..<index) }
            start = index
        }
        return nil
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

    /// The text without the parameters of this name, and with a new one at its end unless `value` is `.none`.
    ///
    /// - Returns: `nil` when the new one is not plain.
    static func setting(_ name: String, _ value: String??, in text: Excerpt) -> Excerpt? {
        var added = name.utf8.count + 1
        if let value {
            guard !name.isEmpty, PlainReader.parameterName.containsAll(name) else { return nil }
            if let value {
                guard !value.isEmpty, PlainReader.parameterValue.containsAll(value) else { return nil }
                added += value.utf8.count + 1
            }
        } else if find(name, in: text) == nil {
            return text
        }
        guard text.range.count + added <= Excerpt.limit else { return nil }
        let made = [UInt8](capacity: text.range.count + added) { output in
            var rest = text
            while true {
                let place = find(name, in: rest)
                append(rest.bytes, rest.range.lowerBound..<(place?.whole.lowerBound ?? rest.range.upperBound), &output)
                guard let place else { break }
                rest = Excerpt(rest.bytes, place.whole.upperBound..<rest.range.upperBound)
            }
            guard let value else { return }
            output.append(0x3B)
            append(name, &output)
            guard let value else { return }
            output.append(0x3D)
            append(value, &output)
        }
        return Excerpt(made, made.indices)
    }

    private static func append(_ bytes: [UInt8], _ range: Range<Int>, _ output: inout OutputSpan<UInt8>) {
        let span = bytes.span
        for index in range { output.append(span[index]) }
    }

    private static func append(_ text: String, _ output: inout OutputSpan<UInt8>) {
        let span = text.utf8.span
        for index in span.indices { output.append(span[index]) }
    }
}
