import CallModel
import Routing

/// Reads one condition of a `when:`.
struct WhenReader {
    let when: Section
    let key: String

    /// The condition; `nil`, with a finding, when it cannot be read.
    func condition(_ kind: ClinicCondition.Kind) -> ClinicCondition? {
        switch kind {
        case .caller: return callers.map { .caller($0) }
        case .number: return numbers.map { .number($0) }
        case .tag: return words.map { .tag($0) }
        case .site: return words.map { .site($0) }
        case .during: return when.text(key).map { .during($0) }
        case .outside: return when.text(key).map { .outside($0) }
        case .days: return days.map { .days($0) }
        case .time: return time
        case .reason: return words.map { .reason($0) }
        case .language: return words.map { .language($0) }
        case .skill: return words.map { .skill($0) }
        case .provider: return words.map { .provider($0) }
        case .priority: return priorities.map { .priority($0) }
        case .zip: return zips.map { .zip($0) }
        case .calls: return count.map { .calls(atLeast: $0) }
        case .waiting: return count.map { .waiting(atLeast: $0) }
        }
    }

    private var words: [String]? {
        let texts = when.texts(key)
        return texts.isEmpty ? nil : texts.map(\.value)
    }

    /// All of the values, each read by `read`; `nil` when one could not be, and was reported.
    private func all<Value>(_ read: (Placed<String>) -> Value?) -> [Value]? {
        let texts = when.texts(key)
        let values = texts.compactMap(read)
        return values.isEmpty || values.count < texts.count ? nil : values
    }

    private var callers: [ClinicCaller]? {
        all { CallerPhrase.read($0, path: when.path(key), log: when.log)?.value }
    }

    private var numbers: [PhoneNumber]? {
        all { text in
            if let number = PhoneNumber(dialled: text.value) { return number }
            complain(text, "is not a telephone number", PhoneNumberHint.text)
            return nil
        }
    }

    private var days: [Weekday]? {
        all { text in
            if let days = Phrases.weekdays(text.value) { return days }
            complain(text, "is not days of the week", "write 'mon-fri', 'sat, sun' or 'daily'")
            return nil
        }?.flatMap { $0 }
    }

    private var time: ClinicCondition? {
        guard let text = when.placedText(key) else { return nil }
        let ends = text.value.split(separator: "-", omittingEmptySubsequences: false).map { Phrases.clock($0.trimmed) }
        guard ends.count == 2, let from = ends[0], let to = ends[1], from != to, from < 86_400 else {
            complain(text, "is not a time of day", "write '08:00-12:00', or '22:00-06:00' for the night")
            return nil
        }
        return .time(from: from, to: to)
    }

    private var priorities: [CallPriority]? {
        all { text in
            if let priority = CallPriority(rawValue: text.value) { return priority }
            complain(text, "is not a priority", "write low, normal or high")
            return nil
        }
    }

    private var zips: [String]? {
        all { text in
            if (1...9).contains(text.value.utf8.count), text.value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                return text.value
            }
            complain(text, "is not a zip code, or the beginning of one", "write \"85004\" or \"850\", in quotes")
            return nil
        }
    }

    /// `5 or more`.
    private var count: Int? {
        guard let text = when.placedText(key) else { return nil }
        let words = text.value.words
        if words.count == 3, words[1] == "or", words[2] == "more", let count = Int(words[0]),
            (1...10_000).contains(count)
        {
            return count
        }
        complain(text, "is not understood", "write '5 or more'")
        return nil
    }

    private func complain(_ text: Placed<String>, _ what: String, _ hint: String) {
        when.log.error(text.position, "'\(when.path(key))': '\(text.value)' \(what)", hint: hint)
    }
}
