import CallModel
import Routing

/// Reads `callers:`, `rules:`, and the rules that are steps of flows.
struct RuleReader {
    let log: FindingLog

    /// The named lists of callers.
    func callerLists(_ node: YAMLNode?) -> [ClinicCallerList] {
        guard let node, let table = Section(node, path: "callers", log: log) else { return [] }
        return table.named.map { entry in
            let callers = table.texts(entry.key).compactMap { text -> Placed<ClinicCaller>? in
                guard let caller = CallerPhrase.read(text, path: table.path(entry.key), log: log) else { return nil }
                guard case .list = caller.value else { return caller }
                log.error(text.position, "'\(table.path(entry.key))': a list cannot name another list")
                return nil
            }
            if callers.isEmpty { log.leftOut = true }
            return ClinicCallerList(name: Placed(entry.key, at: entry.position), callers: callers)
        }
    }

    /// The rules, in order.
    func rules(_ node: YAMLNode?) -> [ClinicRule] {
        guard let node else { return [] }
        guard case .list(let list) = node.content else {
            log.error(
                node.position, "'rules' must be a list, and is \(node.kind)", hint: "begin each rule with '- '")
            log.leftOut = true
            return []
        }
        return list.enumerated().compactMap { index, node in
            let rule = rule(node, path: "rules[\(index + 1)]")
            if rule == nil { log.leftOut = true }
            return rule
        }
    }

    /// One rule; `nil`, with a finding, when it is none.
    func rule(_ node: YAMLNode, path: String) -> ClinicRule? {
        guard let section = Section(node, path: path, keys: .rule, log: log) else { return nil }
        var rule = ClinicRule(
            name: section.text("name"), conditions: conditions(section), action: section.action("do"),
            position: node.position)
        rule.language = section.placedText("language")
        rule.reason = section.text("reason")
        rule.priority = section.choice("priority", CallPriority.self)
        rule.skill = section.placedText("skill")
        rule.provider = section.placedText("provider")
        return rule
    }

    private func conditions(_ rule: Section) -> [Placed<ClinicCondition>] {
        guard let node = rule["when"] else { return [] }
        guard let when = Section(node, path: rule.path("when"), keys: .when, log: log) else {
            return [Placed(.unreadable, at: node.position)]
        }
        return when.entries.compactMap { entry in
            guard !entry.value.isEmpty, let kind = ClinicCondition.Kind(rawValue: entry.key) else { return nil }
            return Placed(WhenReader(when: when, key: entry.key).condition(kind) ?? .unreadable, at: entry.position)
        }
    }
}

/// Reads who calls: a number, `area 602`, `beginning +1602555`, `withheld`, `suspected`, or the name of a list.
enum CallerPhrase {
    /// The caller in `text`; `nil`, with a finding, when it is none.
    static func read(_ text: Placed<String>, path: String, log: FindingLog) -> Placed<ClinicCaller>? {
        let words = text.value.words
        let caller: ClinicCaller? =
            switch (words.first, words.count) {
            case ("area", 2): area(words[1])
            case ("beginning", 2): beginning(words[1])
            case ("withheld", 1): .withheld
            case (let word?, 1) where CallerStanding(rawValue: word) != nil:
                CallerStanding(rawValue: word).map { .standing($0) }
            case (let word?, 1) where Section.isName(word): .list(word)
            default: PhoneNumber(dialled: text.value).map { .number($0) }
            }
        guard let caller else {
            log.error(
                text.position, "'\(path)': '\(text.value)' is no caller",
                hint:
                    "write a number (\"+16025550171\"), 'area 602', 'beginning +1602', 'withheld', or the name of a list under 'callers'"
            )
            return nil
        }
        return Placed(caller, at: text.position)
    }

    /// A North American area code.
    private static func area(_ text: String) -> ClinicCaller? {
        guard text.utf8.count == 3, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text.utf8.first != 0x30
        else { return nil }
        return .prefix("+1\(text)")
    }

    private static func beginning(_ text: String) -> ClinicCaller? {
        guard (2...15).contains(text.utf8.count), text.hasPrefix("+"),
            text.utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return .prefix(text)
    }
}
