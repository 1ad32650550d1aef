import CallModel

/// The clinic's rules, found by what a call is, so that a decision looks at those that may apply and not at all.
///
/// Every rule stands under the most telling of its conditions: its callers, else zip codes, provider, dialled numbers,
/// skill, reason, language; else in the general list. Each list is in the order of the file, and none is longer than
/// ``longestList``, so that the time of a decision has a bound whatever is configured.
struct RuleIndex: Sendable {
    /// No list is longer; the compiler refuses what would make one so.
    static let longestList = 256

    private(set) var entries: [Shared<RuleEntry>] = []
    private var lists: [Key: [Int32]] = [:]
    private var prefixLengths: [Int] = []
    private var zipLengths: [Int] = []
    private var kinds: Set<Kind> = []

    /// What a rule stands under.
    enum Key: Hashable, Sendable {
        case caller(DigitKey)
        case prefix(DigitKey)
        case withheld
        case standing(CallerStanding)
        case zip(DigitKey)
        case provider(PersonID)
        case number(PhoneNumber)
        case skill(String)
        case reason(String)
        case language(String)
        case general
    }

    /// The kinds of keys that there are; the others need not be looked up.
    private enum Kind: Hashable { case caller, zip, provider, number, skill, reason, language }

    /// Adds a rule, after those that are there.
    ///
    /// - Returns: the keys under which there are now too many.
    mutating func add(_ entry: RuleEntry) -> [Key] {
        let place = Int32(clamping: entries.count)
        entries.append(Shared(entry))
        var full: [Key] = []
        for key in keys(of: entry) {
            lists[key, default: []].append(place)
            if lists[key, default: []].count > Self.longestList { full.append(key) }
        }
        return full
    }

    private mutating func keys(of entry: RuleEntry) -> [Key] {
        if let callers = entry.callers {
            kinds.insert(.caller)
            for length in callers.lengths where !prefixLengths.contains(length) { prefixLengths.append(length) }
            return callers.exact.map { .caller($0) } + callers.prefixes.map { .prefix($0) }
                + callers.standings.map { .standing($0) } + (callers.withheld ? [.withheld] : [])
        }
        if let zips = entry.zips {
            kinds.insert(.zip)
            for zip in zips where !zipLengths.contains(zip.count) { zipLengths.append(zip.count) }
            return Set(zips).map { .zip($0) }
        }
        if let providers = entry.providers {
            kinds.insert(.provider)
            return Set(providers).map { .provider($0) }
        }
        if let numbers = entry.numbers {
            kinds.insert(.number)
            return numbers.map { .number($0) }
        }
        if let skills = entry.skills {
            kinds.insert(.skill)
            return Set(skills).map { .skill($0) }
        }
        if let reasons = entry.reasons {
            kinds.insert(.reason)
            return Set(reasons).map { .reason($0) }
        }
        if let languages = entry.languages {
            kinds.insert(.language)
            return Set(languages).map { .language($0) }
        }
        return [.general]
    }

    /// The first rule that holds, and those before it that were looked at and do not, with what does not hold.
    ///
    /// - Returns: a place in ``entries``; `nil` when none holds.
    func first(_ caller: RuleCaller, misses: inout [Miss]) -> Int? {
        guard !entries.isEmpty else { return nil }
        var best = Int.max
        func look(_ key: Key) {
            guard let list = lists[key] else { return }
            for place in list {
                let place = Int(place)
                if place >= best { return }
                if let kind = entries[place].value.fails(caller) {
                    if misses.count < Self.longestList { misses.append(Miss(place: place, kind: kind)) }
                } else {
                    best = place
                    return
                }
            }
        }
        look(.general)
        if kinds.contains(.caller) {
            if let digits = caller.digits {
                look(.caller(digits))
                for length in prefixLengths { if let prefix = digits.prefix(length) { look(.prefix(prefix)) } }
            } else {
                look(.withheld)
            }
            if let standing = caller.facts.standing { look(.standing(standing)) }
        }
        if kinds.contains(.zip), let zip = caller.zip {
            for length in zipLengths { if let prefix = zip.prefix(length) { look(.zip(prefix)) } }
        }
        if kinds.contains(.provider), let provider = caller.facts.marks.provider { look(.provider(provider)) }
        if kinds.contains(.number) { look(.number(caller.facts.dialled)) }
        if kinds.contains(.skill), let skill = caller.facts.marks.skill { look(.skill(skill)) }
        if kinds.contains(.reason), let reason = caller.reason { look(.reason(reason)) }
        if kinds.contains(.language) { look(.language(caller.language)) }
        misses.removeAll { $0.place > best }
        misses.sort { $0.place < $1.place }
        return best == .max ? nil : best
    }

    /// A rule that was looked at and does not hold.
    struct Miss: Sendable {
        var place: Int
        var kind: ClinicCondition.Kind
    }
}
