import CallModel
import Routing

/// Reads a menu and a question, under `menus:` and `questions:` or in the place of a flow.
struct MenuReader {
    let log: FindingLog

    func menus(_ node: YAMLNode?) -> [ClinicMenu] {
        guard let node, let table = Section(node, path: "menus", log: log) else { return [] }
        return table.named.compactMap { menu($0, path: "menus.\($0.key)") }
    }

    func questions(_ node: YAMLNode?) -> [ClinicQuestion] {
        guard let node, let table = Section(node, path: "questions", log: log) else { return [] }
        return table.named.compactMap { question($0, path: "questions.\($0.key)") }
    }

    /// One menu; `nil`, with a finding, when it is none.
    func menu(_ entry: YAMLEntry, path: String) -> ClinicMenu? {
        guard let section = Section(entry.value, path: path, keys: .menu, log: log) else {
            log.leftOut = true
            return nil
        }
        return ClinicMenu(
            name: Placed(entry.key, at: entry.position), prompts: section.texts("say"), keys: keys(section),
            silence: patience(section, "silence"), wrongKey: patience(section, "wrong_key"),
            wait: section.duration("wait", in: .seconds(1)...Duration.seconds(60)) ?? .seconds(5))
    }

    private func patience(_ section: Section, _ key: String) -> ClinicPatience? {
        section.placedText(key).map {
            ActionPhrase.patience($0.value, at: $0.position, path: section.path(key), log: log)
        }
    }

    private func keys(_ menu: Section) -> [ClinicMenuKey] {
        guard let node = menu["keys"], let table = Section(node, path: menu.path("keys"), log: log) else { return [] }
        return table.entries.compactMap { entry in
            let key = table.telephoneKey(entry.key, at: entry.position, path: table.path)
            if entry.value.text != nil {
                guard let key, let action = table.action(entry.key) else { return nil }
                return ClinicMenuKey(key: Placed(key, at: entry.position), action: action)
            }
            guard let section = Section(entry.value, path: table.path(entry.key), keys: .menuKey, log: log) else {
                return nil
            }
            let action = section.requiredAction("do", hint: "what the key does, such as 'escalate urgent'")
            guard let key else { return nil }
            var option = ClinicMenuKey(
                key: Placed(key, at: entry.position), reason: section.text("reason"),
                language: section.placedText("language"), action: action)
            option.pace = section.choice("pace", Pace.self)
            return option
        }
    }

    /// One question; `nil`, with a finding, when it is none.
    func question(_ entry: YAMLEntry, path: String) -> ClinicQuestion? {
        guard let section = Section(entry.value, path: path, keys: .question, log: log), let digits = digits(section)
        else {
            log.leftOut = true
            return nil
        }
        var question = ClinicQuestion(
            name: Placed(entry.key, at: entry.position), prompts: section.texts("say"), digits: digits)
        question.wait = section.duration("wait", in: .seconds(1)...Duration.seconds(60)) ?? .seconds(8)
        question.nextDigit = section.duration("next_digit", in: .seconds(1)...Duration.seconds(30)) ?? .seconds(4)
        if section.flag("read_back") == .no { question.readBack = .never }
        question.keeps = section.choice("keep", KeptDigits.self)
        question.answers = answers(section)
        question.otherwise = section.action("otherwise")
        question.silence = patience(section, "silence")
        return question
    }

    /// `5`, `5-10`.
    private func digits(_ section: Section) -> ClosedRange<Int>? {
        guard section.required("digits", hint: "how many: 5, or 5-9") != nil, let text = section.placedText("digits")
        else { return nil }
        let ends = text.value.split(separator: "-", omittingEmptySubsequences: false).map { Int($0.trimmed) }
        if (1...2).contains(ends.count), let low = ends[0], let high = ends[ends.count - 1], low >= 1, low <= high,
            high <= 10
        {
            return low...high
        }
        log.error(
            text.position, "'\(section.path).digits': '\(text.value)' is not a number of digits",
            hint: "from 1 to 10, such as 5 or 5-9")
        return nil
    }

    /// `"850": north`, `"850, 852": north`.
    private func answers(_ question: Section) -> [ClinicAnswer] {
        guard let node = question["answers"],
            let table = Section(node, path: question.path("answers"), log: log)
        else { return [] }
        return table.entries.flatMap { entry -> [ClinicAnswer] in
            let action = table.requiredAction(entry.key, hint: "what the answer does, such as 'flow north'")
            return entry.key.split(separator: ",", omittingEmptySubsequences: false).compactMap { part in
                let beginning = part.trimmed
                guard !beginning.isEmpty, beginning.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                    log.error(
                        entry.position, "'\(table.path)': '\(beginning)' are not digits",
                        hint: "write the digits that answers begin with, in quotes: \"850, 852\"")
                    return nil
                }
                return ClinicAnswer(beginning: Placed(beginning, at: entry.position), action: action)
            }
        }
    }
}
