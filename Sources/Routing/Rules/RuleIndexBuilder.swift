import CallModel

/// Collects rules, and makes their index.
struct RuleIndexBuilder {
    private var entries: [RuleEntry] = []
    /// The names of the hours that rules ask for.
    private var hours: [String] = []
    private var lists: [RuleKey: [Int32]] = [:]

    /// Adds a rule, after those that are there.
    ///
    /// - Returns: the keys under which there are now too many.
    mutating func add(_ parts: RuleParts) -> [RuleKey] {
        let place = Int32(clamping: entries.count)
        for asked in parts.hours where !hours.contains(asked.name) && hours.count < HoursAnswers.most {
            hours.append(asked.name)
        }
        entries.append(RuleEntry(parts, hours: hours))
        var full: [RuleKey] = []
        for key in RuleKey.keys(of: parts) {
            lists[key, default: []].append(place)
            if lists[key, default: []].count > RuleIndex.longestList { full.append(key) }
        }
        return full
    }

    /// The index of what was added.
    var index: RuleIndex { RuleIndex(entries, lists, hours: hours) }
}

/// What a rule stands under.
enum RuleKey: Hashable, Sendable {
    case caller(DigitKey)
    case prefix(DigitKey)
    case withheld
    case standing(CallerStanding)
    case zip(DigitKey)
    case provider(PersonID)
    case number(DigitKey)
    case skill(String)
    case reason(String)
    case language(String)
    case general

    /// The most telling of a rule's conditions.
    static func keys(of parts: RuleParts) -> [RuleKey] {
        if let callers = parts.callers {
            return callers.exact.map { .caller($0) } + callers.prefixes.map { .prefix($0) }
                + callers.standings.map { .standing($0) } + (callers.isWithheldIn ? [.withheld] : [])
        }
        if let zips = parts.zips { return Set(zips).map { .zip($0) } }
        if let providers = parts.providers { return Set(providers).map { .provider($0) } }
        if let numbers = parts.numbers { return numbers.compactMap { DigitKey($0.e164) }.map { .number($0) } }
        if let skills = parts.skills { return Set(skills).map { .skill($0) } }
        if let reasons = parts.reasons { return Set(reasons).map { .reason($0) } }
        if let languages = parts.languages { return Set(languages).map { .language($0) } }
        return [.general]
    }
}
