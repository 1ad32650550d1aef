import Routing

/// Reads what a key, a condition or the end of a flow leads to: `escalate urgent`, `callback within 4h`, `front-desk`.
enum ActionPhrase {
    /// The action in `text`; an unreadable one, with a finding, when it is none.
    static func read(_ text: String, at position: SourcePosition, path: String, log: FindingLog)
        -> Placed<ClinicAction>
    {
        let words = text.words
        let action: ClinicAction? =
            switch (words.first, words.count) {
            case ("escalate", 2): .escalate(words[1])
            case ("menu", 2): .menu(words[1])
            case ("flow", 2): .flow(words[1])
            case ("ask", 2): .ask(words[1])
            case ("queue", 2): .queue(words[1])
            case ("voicemail", 2) where Section.isName(words[1]): .voicemail(words[1])
            case ("repeat", 1): .repeatMenu
            case ("set", 2) where words[1] == "mode": .setMode
            case ("hang", 2) where words[1] == "up": .hangUp
            case ("callback", _): callback(Array(words.dropFirst())).map { .callback($0) }
            case (let name?, 1) where Section.isName(name) && !reserved.contains(name): .flow(name)
            default: nil
            }
        guard let action else {
            log.error(position, "'\(path)': '\(text)' is not something to do", hint: hint(for: words.first))
            return Placed(.unreadable, at: position)
        }
        return Placed(action, at: position)
    }

    /// `next office day`, `within 4h`, or nothing for the next office day.
    static func callback(_ words: [String]) -> CallbackDue? {
        if words.isEmpty || words == ["next", "office", "day"] { return .nextOfficeDay }
        guard words.first == "within", let time = Phrases.duration(words.dropFirst().joined(separator: " ")),
            time >= .seconds(60), time <= .seconds(30 * 86_400)
        else { return nil }
        return .within(time)
    }

    /// `repeat twice then escalate urgent`, or just what then.
    static func patience(_ text: String, at position: SourcePosition, path: String, log: FindingLog)
        -> ClinicPatience
    {
        let words = text.words
        var repeats = 0
        var rest = text
        if words.first == "repeat", let then = words.firstIndex(of: "then"), words.count > then + 1 {
            guard let count = times(Array(words[1..<then])) else {
                log.error(
                    position, "'\(path)': '\(words[1..<then].joined(separator: " "))' is not a number of times",
                    hint: "write 'repeat once then …', 'repeat twice then …' or 'repeat 3 times then …', up to 9")
                return ClinicPatience(repeats: 0, then: Placed(.unreadable, at: position))
            }
            repeats = count
            rest = words[(then + 1)...].joined(separator: " ")
        }
        return ClinicPatience(repeats: repeats, then: read(rest, at: position, path: path, log: log))
    }

    private static func times(_ words: [String]) -> Int? {
        switch words {
        case ["once"]: return 1
        case ["twice"]: return 2
        default:
            guard words.count == 2, words[1] == "times", let count = Int(words[0]), (1...9).contains(count) else {
                return nil
            }
            return count
        }
    }

    /// Words that begin an action, and so are no names of flows.
    static let reserved: Set<String> = [
        "escalate", "menu", "flow", "repeat", "hang", "callback", "voicemail", "ring", "ask", "queue", "set",
    ]

    private static func hint(for word: String?) -> String {
        switch word {
        case "callback": "write 'callback next office day' or 'callback within 4h' (1m to 30d)"
        case "voicemail":
            "write 'voicemail DEPARTMENT', which takes the caller's number for it, or 'callback next office day'"
        case "ring": "put the ring into a flow and name the flow"
        default:
            "write 'escalate NAME', 'menu NAME', 'flow NAME', 'ask NAME', 'queue NAME', 'voicemail DEPARTMENT', 'callback next office day', 'callback within 4h', 'repeat', 'set mode' or 'hang up'"
        }
    }
}
