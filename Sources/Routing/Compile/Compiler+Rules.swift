import CallModel

extension Compiler {
    /// Rules, and the lists of callers that they name.
    mutating func checkRules() {
        for list in clinic.callerLists where list.callers.isEmpty && clinic.completeness == .whole {
            error(list.name.position, "the list of callers '\(list.name.value)' is empty")
        }
        var seen: [[ClinicCondition]: Int] = [:]
        for (index, rule) in clinic.rules.enumerated() {
            checkRule(rule)
            if rule.action == nil, rule.marksNothing {
                error(
                    rule.position, "this rule does nothing",
                    hint: "add 'do:', or what it says of the call, such as 'language:' or 'priority:'")
            }
            let conditions = rule.conditions.map(\.value)
            if conditions.isEmpty, index < clinic.rules.count - 1 {
                error(
                    rule.position, "this rule holds for every call: those after it are never looked at",
                    hint: "put it last, or say when it holds", kind: .unreachable)
            } else if let first = seen[conditions], !conditions.contains(.unreadable) {
                error(
                    rule.position, "this rule is never used: rule \(first + 1) asks the same and comes first",
                    hint: "take one of them out", kind: .unreachable)
            }
            seen[conditions] = seen[conditions] ?? index
        }
    }

    /// The names in a rule, be it one of the clinic's or a step of a flow.
    mutating func checkRule(_ rule: ClinicRule) {
        for condition in rule.conditions { checkCondition(condition) }
        if let language = rule.language { checkLanguage(language) }
        if let provider = rule.provider { check("person", provider.value, among: people.keys, at: provider.position) }
        if let action = rule.action {
            check(action)
            if action.value == .repeatMenu {
                error(action.position, "'repeat' is for the keys of a menu", hint: "name the menu: 'menu …'")
            }
        }
    }

    private mutating func checkCondition(_ condition: Placed<ClinicCondition>) {
        let position = condition.position
        switch condition.value {
        case .caller(let callers):
            for case .list(let name) in callers {
                check("list of callers", name, among: clinic.callerLists.map(\.name.value), at: position)
            }
        case .number(let numbers):
            for number in numbers where !ownNumbers.contains(number) {
                hasLooseEnds = true
                error(
                    position, "\(number.e164) is not one of the clinic's numbers",
                    hint: "'number' is what was dialled; who calls is 'caller'")
            }
        case .tag(let tags):
            for tag in tags { check("tag", tag, among: clinic.numbers.compactMap(\.tag), at: position) }
        case .during(let name), .outside(let name):
            if name != Self.holidays { checkHours(Placed(name, at: position)) }
        case .site(let names):
            for name in names { checkSite(Placed(name, at: position)) }
        case .language(let names):
            for name in names { checkLanguage(Placed(name, at: position)) }
        case .provider(let names):
            for name in names { check("person", name, among: people.keys, at: position) }
        case .days, .time, .reason, .skill, .priority, .zip, .calls, .waiting: break
        case .unreadable: hasLooseEnds = true
        }
    }

    /// The index of the clinic's rules; a finding for each place where too many stand together.
    mutating func checkRuleIndex() -> RuleIndex {
        var builder = RuleIndexBuilder()
        let lists = callerSets()
        var reported: Set<RuleKey> = []
        for (number, rule) in clinic.rules.enumerated() {
            for key in builder.add(parts(of: rule, number: number + 1, lists)) where reported.insert(key).inserted {
                error(
                    rule.position,
                    "more than \(RuleIndex.longestList) rules are told apart by their times and figures only",
                    hint: "callers must not wait for them: let them name callers, numbers or zip codes")
            }
        }
        return builder.index
    }

    /// The lists of callers by name.
    func callerSets() -> [String: ClinicCallerList] {
        Dictionary(clinic.callerLists.map { ($0.name.value, $0) }) { first, _ in first }
    }

    func parts(of rule: ClinicRule, number: Int, _ lists: [String: ClinicCallerList]) -> RuleParts {
        let marks = CallMarks(
            priority: rule.priority, provider: rule.provider.map { PersonID($0.value) }, skill: rule.skill?.value)
        var parts = RuleParts(
            number: number, name: rule.name, language: rule.language?.value, reason: rule.reason, marks: marks,
            action: rule.action?.value)
        for condition in rule.conditions { add(condition.value, to: &parts, lists) }
        return parts
    }

    private func add(
        _ condition: ClinicCondition, to entry: inout RuleParts, _ lists: [String: ClinicCallerList]
    ) {
        switch condition {
        case .caller(let callers):
            entry.callers = CallerSet(
                callers.flatMap { caller in
                    if case .list(let name) = caller { lists[name]?.callers.map(\.value) ?? [] } else { [caller] }
                })
        case .number(let numbers):
            entry.numbers = entry.numbers.map { $0.intersection(numbers) } ?? Set(numbers)
        case .tag(let tags):
            let tagged = clinic.numbers.filter { $0.tag.map(tags.contains) ?? false }.map(\.number.value)
            entry.numbers = entry.numbers.map { $0.intersection(tagged) } ?? Set(tagged)
        case .site(let names): entry.sites = names
        case .during(let name): entry.hours.append(.init(name: name, answer: .open))
        case .outside(let name): entry.hours.append(.init(name: name, answer: .closed))
        case .days(let days): entry.days = days.reduce(0) { $0 | 1 << UInt8($1.rawValue) }
        case .time(let from, let to): entry.time = (from, to)
        case .reason(let reasons): entry.reasons = reasons
        case .language(let languages): entry.languages = languages
        case .skill(let skills): entry.skills = skills
        case .provider(let people): entry.providers = people.map { PersonID($0) }
        case .priority(let priorities): entry.priorities = priorities
        case .zip(let zips): entry.zips = zips.compactMap { DigitKey($0) }
        case .calls(let count): entry.calls = count
        case .waiting(let count): entry.waiting = count
        case .unreadable: break
        }
    }
}

extension ClinicRule {
    /// Whether it says nothing of the call.
    var marksNothing: Bool {
        language == nil && reason == nil && priority == nil && skill == nil && provider == nil
    }
}
