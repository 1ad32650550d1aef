import Routing

extension Phrases {
    /// What stands for days at the beginning of a phrase.
    enum Days {
        case days([DayRule])
        /// A span of days that is turned round or longer than a year.
        case tooMany
    }

    /// Takes `2026-12-24`, `dec 24`, `2026-12-28 to 2026-12-30` or `dec 28 to jan 2` off the front of `words`.
    ///
    /// - Returns: `nil` when they begin with no day, or go on to one of the other kind.
    static func days(_ words: inout ArraySlice<String>) -> Days? {
        var rest = words
        guard let first = day(&rest) else { return nil }
        words = rest
        guard rest.popFirst() == "to", let last = day(&rest) else { return .days([first]) }
        words = rest
        switch (first, last) {
        case (.date(let first), .date(let last)):
            let (start, end) = (first.dayNumber, last.dayNumber)
            guard end >= start, end - start <= 366 else { return .tooMany }
            return .days((start...end).map { .date(CivilDate(dayNumber: $0)) })
        case (.yearly(let month, let day), .yearly(let lastMonth, let lastDay)):
            // A leap year, so that 29 February is among them.
            guard let start = CivilDate(year: 2024, month: month, day: day),
                let end = CivilDate(year: 2024, month: lastMonth, day: lastDay)
            else { return nil }
            let count = (end.dayNumber - start.dayNumber + 366) % 366
            return .days(
                (0...count).map { offset in
                    let date = start + offset
                    return .yearly(month: date.month, day: date.day)
                })
        default: return .tooMany
        }
    }

    private static func day(_ words: inout ArraySlice<String>) -> DayRule? {
        guard let word = words.first else { return nil }
        if let date = date(word) {
            words = words.dropFirst()
            return .date(date)
        }
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        guard word.utf8.count >= 3, let month = names.firstIndex(where: { word.lowercased().hasPrefix($0) }),
            let number = words.dropFirst().first, number.utf8.count <= 2, let day = Int(number),
            CivilDate(year: 2024, month: month + 1, day: day) != nil
        else { return nil }
        words = words.dropFirst(2)
        return .yearly(month: month + 1, day: day)
    }
}
