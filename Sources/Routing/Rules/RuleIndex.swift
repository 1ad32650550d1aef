import CallModel

/// The clinic's rules, found by what a call is, so that a decision looks at those that may apply and not at all.
///
/// Every rule stands under the most telling of its conditions: its callers, else zip codes, provider, dialled numbers,
/// skill, reason, language; else in the general list. Each list is in the order of the file, and none is longer than
/// ``longestList``, so that the time of a decision has a bound whatever is configured.
final class RuleIndex: Sendable {
    /// No list is longer; the compiler refuses what would make one so.
    static let longestList = 256

    let entries: [RuleEntry]
    /// What people call them.
    let names: [String?]

    /// A rule in a list: its place in ``entries``, and what it asks, so that a list is read from its beginning to its
    /// end and nothing else is looked at for most of its rules.
    private struct Item: Sendable {
        let place: Int32
        let asks: RuleAsks
    }

    /// All lists one after another.
    private let items: [Item]
    /// Where each list stands in ``items``.
    private let digits: DigitTable
    private let providers: NameTable<Range<Int>>
    private let skills: NameTable<Range<Int>>
    private let reasons: NameTable<Range<Int>>
    private let languages: NameTable<Range<Int>>
    private let standings: [CallerStanding: Range<Int>]
    private let general: Range<Int>
    private let withheld: Range<Int>
    private let prefixLengths: [Int]
    private let zipLengths: [Int]
    private let hasNumbers: Bool

    /// The names of the hours that rules ask for.
    private let hours: [String]

    init(_ entries: [RuleEntry], _ lists: [RuleKey: [Int32]], hours: [String]) {
        self.entries = entries
        self.hours = hours
        names = entries.map(\.parts.name)
        var items: [Item] = []
        var digits = DigitTable(count: lists.count)
        var (providers, skills) = ([String: Range<Int>](), [String: Range<Int>]())
        var (reasons, languages) = ([String: Range<Int>](), [String: Range<Int>]())
        var standings: [CallerStanding: Range<Int>] = [:]
        var (general, withheld) = (0..<0, 0..<0)
        var (prefixLengths, zipLengths) = (Set<Int>(), Set<Int>())
        for (key, list) in lists {
            let range = items.count..<items.count + list.count
            items += list.map { Item(place: $0, asks: entries[Int($0)].asks) }
            switch key {
            case .caller(let number): digits.insert(number.tagged(.caller), range)
            case .prefix(let prefix):
                digits.insert(prefix.tagged(.prefix), range)
                prefixLengths.insert(prefix.count)
            case .zip(let zip):
                digits.insert(zip.tagged(.zip), range)
                zipLengths.insert(zip.count)
            case .number(let number): digits.insert(number.tagged(.number), range)
            case .withheld: withheld = range
            case .standing(let standing): standings[standing] = range
            case .provider(let provider): providers[provider.value] = range
            case .skill(let skill): skills[skill] = range
            case .reason(let reason): reasons[reason] = range
            case .language(let language): languages[language] = range
            case .general: general = range
            }
        }
        self.items = items
        self.digits = digits
        self.providers = NameTable(providers)
        self.skills = NameTable(skills)
        self.reasons = NameTable(reasons)
        self.languages = NameTable(languages)
        self.standings = standings
        self.general = general
        self.withheld = withheld
        self.prefixLengths = prefixLengths.sorted()
        self.zipLengths = zipLengths.sorted()
        hasNumbers = lists.keys.contains { if case .number = $0 { true } else { false } }
    }

    /// The first rule that holds, and in `misses` those that were looked at and do not, with what does not hold.
    ///
    /// - Returns: a place in ``entries``; `nil` when none holds.
    func first(_ call: borrowing Decider, _ misses: inout RuleMisses) -> Int? {
        let caller = call.caller
        var search = Search(local: call.local, caller: caller)
        look(in: general, call, known: [], &search, &misses)
        if let number = caller.digits {
            look(in: digits[number.tagged(.caller)], call, known: .caller, &search, &misses)
            for length in prefixLengths {
                guard let prefix = number.prefix(length) else { break }
                look(in: digits[prefix.tagged(.prefix)], call, known: .caller, &search, &misses)
            }
        } else {
            look(in: withheld, call, known: .caller, &search, &misses)
        }
        if !standings.isEmpty, let list = caller.standing.flatMap({ standings[$0] }) {
            look(in: list, call, known: .caller, &search, &misses)
        }
        if !zipLengths.isEmpty, let zip = call.zip {
            for length in zipLengths {
                guard let prefix = zip.prefix(length) else { break }
                look(in: digits[prefix.tagged(.zip)], call, known: .zip, &search, &misses)
            }
        }
        if !providers.isEmpty, let provider = call.marks.provider, let list = providers[provider.value] {
            look(in: list, call, known: .provider, &search, &misses)
        }
        if hasNumbers, let number = call.number?.key {
            look(in: digits[number.tagged(.number)], call, known: .number, &search, &misses)
        }
        if !skills.isEmpty, let skill = call.marks.skill, let list = skills[skill] {
            look(in: list, call, known: .skill, &search, &misses)
        }
        if !reasons.isEmpty, let reason = call.reason, let list = reasons[reason] {
            look(in: list, call, known: .reason, &search, &misses)
        }
        if !languages.isEmpty, let list = languages[call.language] {
            look(in: list, call, known: .language, &search, &misses)
        }
        return search.best == .max ? nil : search.best
    }

    /// A search for the first rule that holds.
    private struct Search {
        let local: CivilTime
        let caller: RuleCaller
        /// The first that is found so far.
        var best = Int.max
        var hours = HoursAnswers()
    }

    /// Looks at the rules of one list, up to the first that holds or stands after the best.
    ///
    /// - Parameter known: what holds for all of them, because they stand in this list.
    private func look(
        in list: Range<Int>, _ call: borrowing Decider, known: RuleAsks.Kinds, _ search: inout Search,
        _ misses: inout RuleMisses
    ) {
        for index in list {
            let item = items[index]
            let place = Int(item.place)
            if place >= search.best { return }
            let kinds = item.asks.kinds.subtracting(known)
            var miss: ClinicCondition.Kind?
            if !kinds.isDisjoint(with: .first) { miss = entries[place].failsFirst(call, search.caller, kinds) }
            if miss == nil { miss = item.asks.fails(search.caller, search.local) }
            if miss == nil, !kinds.isDisjoint(with: .last) {
                let hours = Int(item.asks.hours)
                if hours >= 0, kinds.intersection(.last) == .hours {
                    // Most that ask for anything more ask for hours alone, and need not be looked at for that.
                    let wanted = hours & 1 == 0 ? HoursState.Answer.open : .closed
                    if !search.hours.are(wanted, at: hours >> 1, of: self.hours, call) {
                        miss = wanted == .open ? .during : .outside
                    }
                } else {
                    miss = entries[place].failsLast(call, kinds)
                }
            }
            guard let miss else {
                search.best = place
                return
            }
            misses.add(item.place, miss, kinds)
        }
    }
}
