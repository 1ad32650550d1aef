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
    private let providers: [PersonID: Range<Int>]
    private let skills: [String: Range<Int>]
    private let reasons: [String: Range<Int>]
    private let languages: [String: Range<Int>]
    private let standings: [CallerStanding: Range<Int>]
    private let general: Range<Int>
    private let withheld: Range<Int>
    private let prefixLengths: [Int]
    private let zipLengths: [Int]
    private let hasNumbers: Bool

    init(_ entries: [RuleEntry], _ lists: [RuleKey: [Int32]]) {
        self.entries = entries
        names = entries.map(\.parts.name)
        var items: [Item] = []
        var digits = DigitTable(count: lists.count)
        var providers: [PersonID: Range<Int>] = [:]
        var (skills, reasons, languages) = ([String: Range<Int>](), [String: Range<Int>](), [String: Range<Int>]())
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
            case .provider(let provider): providers[provider] = range
            case .skill(let skill): skills[skill] = range
            case .reason(let reason): reasons[reason] = range
            case .language(let language): languages[language] = range
            case .general: general = range
            }
        }
        self.items = items
        self.digits = digits
        self.providers = providers
        self.skills = skills
        self.reasons = reasons
        self.languages = languages
        self.standings = standings
        self.general = general
        self.withheld = withheld
        self.prefixLengths = prefixLengths.sorted()
        self.zipLengths = zipLengths.sorted()
        hasNumbers = lists.keys.contains { if case .number = $0 { true } else { false } }
    }

    /// The first rule that holds, and those before it that were looked at and do not, with what does not hold.
    ///
    /// - Returns: a place in ``entries``; `nil` when none holds.
    func first(_ call: borrowing Decider, misses: inout [Miss]) -> Int? {
        let local = call.local
        let caller = call.caller
        misses.reserveCapacity(32)
        var best = Int.max
        look(in: general, call, local, known: [], &best, &misses)
        if let number = caller.digits {
            look(in: digits[number.tagged(.caller)], call, local, known: .caller, &best, &misses)
            for length in prefixLengths {
                guard let prefix = number.prefix(length) else { break }
                look(in: digits[prefix.tagged(.prefix)], call, local, known: .caller, &best, &misses)
            }
        } else {
            look(in: withheld, call, local, known: .caller, &best, &misses)
        }
        if !standings.isEmpty, let list = caller.standing.flatMap({ standings[$0] }) {
            look(in: list, call, local, known: .caller, &best, &misses)
        }
        if !zipLengths.isEmpty, let zip = call.zip {
            for length in zipLengths {
                guard let prefix = zip.prefix(length) else { break }
                look(in: digits[prefix.tagged(.zip)], call, local, known: .zip, &best, &misses)
            }
        }
        if !providers.isEmpty, let provider = call.result.marks.provider, let list = providers[provider] {
            look(in: list, call, local, known: .provider, &best, &misses)
        }
        if hasNumbers, let number = DigitKey(call.dialled.e164) {
            look(in: digits[number.tagged(.number)], call, local, known: .number, &best, &misses)
        }
        if !skills.isEmpty, let skill = call.result.marks.skill, let list = skills[skill] {
            look(in: list, call, local, known: .skill, &best, &misses)
        }
        if !reasons.isEmpty, let reason = call.result.reason, let list = reasons[reason] {
            look(in: list, call, local, known: .reason, &best, &misses)
        }
        if !languages.isEmpty, let list = languages[call.result.language] {
            look(in: list, call, local, known: .language, &best, &misses)
        }
        guard !misses.isEmpty else { return best == .max ? nil : best }
        misses.removeAll { $0.place > best }
        misses.sort { $0.place < $1.place }
        return best == .max ? nil : best
    }

    /// Looks at the rules of one list, up to the first that holds or stands after `best`.
    ///
    /// - Parameter known: what holds for all of them, because they stand in this list.
    private func look(
        in list: Range<Int>, _ call: borrowing Decider, _ local: CivilTime, known: RuleAsks.Kinds,
        _ best: inout Int, _ misses: inout [Miss]
    ) {
        for index in list {
            let item = items[index]
            let place = Int(item.place)
            if place >= best { return }
            let kinds = item.asks.kinds.subtracting(known)
            var miss: ClinicCondition.Kind?
            if !kinds.isDisjoint(with: .first) { miss = entries[place].failsFirst(call, kinds) }
            if miss == nil { miss = item.asks.fails(call.caller, local) }
            if miss == nil, !kinds.isDisjoint(with: .last) { miss = entries[place].failsLast(call, local, kinds) }
            guard let miss else {
                best = place
                return
            }
            if misses.count < Self.longestList { misses.append(Miss(place: place, kind: miss)) }
        }
    }

    /// A rule that was looked at and does not hold.
    struct Miss: Sendable {
        var place: Int
        var kind: ClinicCondition.Kind
    }
}
