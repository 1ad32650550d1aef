extension POSIXZoneRule {
    /// Reads a TZ string; `nil` when it is not one, or names summer time without its rules.
    init?(parsing text: some Sequence<UInt8>) {
        var reader = TZStringReader(bytes: Array(text))
        guard let name = reader.name(), let west = reader.offset() else { return nil }
        standard = LocalTimeType(offset: -west, isDaylight: false, abbreviation: name)
        if reader.atEnd { return }
        guard let summer = reader.name() else { return nil }
        var offset = standard.offset + 3600
        if !reader.next(is: ",") {
            guard let west = reader.offset() else { return nil }
            offset = -west
        }
        daylight = LocalTimeType(offset: offset, isDaylight: true, abbreviation: summer)
        guard reader.take(","), let start = reader.change(), reader.take(","), let end = reader.change(), reader.atEnd
        else { return nil }
        self.start = start
        self.end = end
    }
}

/// Walks over a TZ string.
private struct TZStringReader {
    var bytes: [UInt8]
    var index = 0

    var atEnd: Bool { index == bytes.count }

    func next(is character: Unicode.Scalar) -> Bool { index < bytes.count && bytes[index] == UInt8(ascii: character) }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next(is: character) else { return false }
        index += 1
        return true
    }

    /// Three to sixteen letters, or letters, digits and signs in angle brackets.
    mutating func name() -> String? {
        let quoted = take("<")
        var name = ""
        while index < bytes.count {
            let byte = bytes[index]
            let letter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            let other =
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "+")
                || byte == UInt8(ascii: "-")
            guard letter || quoted && other else { break }
            name.unicodeScalars.append(Unicode.Scalar(byte))
            index += 1
        }
        if quoted, !take(">") { return nil }
        return (3...16).contains(name.utf8.count) ? name : nil
    }

    /// Digits, of which the value is at most `limit`.
    mutating func number(upTo limit: Int) -> Int? {
        var value: Int?
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
            let next = (value ?? 0) * 10 + Int(bytes[index] - UInt8(ascii: "0"))
            guard next <= limit else { return nil }
            value = next
            index += 1
        }
        return value
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time(hours limit: Int) -> Int? {
        let sign = take("-") ? -1 : 1
        if sign == 1 { _ = take("+") }
        guard let hours = number(upTo: limit) else { return nil }
        var seconds = hours * 3600
        if take(":") {
            guard let minutes = number(upTo: 59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = number(upTo: 59) else { return nil }
                seconds += rest
            }
        }
        return sign * seconds
    }

    mutating func offset() -> Int? { time(hours: 24) }

    mutating func change() -> POSIXZoneRule.Change? {
        let day: POSIXZoneRule.Day
        if take("J") {
            guard let count = number(upTo: 365), count >= 1 else { return nil }
            day = .julian(count)
        } else if take("M") {
            guard let month = number(upTo: 12), month >= 1, take("."), let week = number(upTo: 5), week >= 1, take("."),
                let weekday = number(upTo: 6)
            else { return nil }
            day = .monthWeek(month: month, week: week, weekday: weekday)
        } else {
            guard let count = number(upTo: 365) else { return nil }
            day = .zeroBased(count)
        }
        guard take("/") else { return .init(day: day, time: 7200) }
        guard let time = time(hours: 167) else { return nil }
        return .init(day: day, time: time)
    }
}
