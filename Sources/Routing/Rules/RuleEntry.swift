import CallModel

/// A rule, compiled: each kind of condition in the form in which it is asked fastest. What is `nil` is not asked.
struct RuleParts: Sendable {
    /// From 1.
    var number: Int
    var name: String?
    var callers: CallerSet?
    var numbers: Set<PhoneNumber>?
    var sites: [String]?
    var hours: [Hours] = []
    /// A bit for each weekday, Monday first.
    var days: UInt8?
    /// From the first to, but not including, the second; round midnight when turned.
    var time: (from: Int, to: Int)?
    var reasons: [String]?
    var languages: [String]?
    var skills: [String]?
    var providers: [PersonID]?
    var priorities: [CallPriority]?
    var zips: [DigitKey]?
    var calls: Int?
    var waiting: Int?
    var language: String?
    var reason: String?
    var marks: CallMarks
    var action: ClinicAction?

    /// Hours that must be open, or closed.
    struct Hours: Sendable {
        var name: String
        var answer: HoursState.Answer
    }
}

/// The same, kept once.
final class RuleEntry: Sendable {
    let parts: RuleParts
    /// What it asks.
    let asks: RuleAsks
    /// Whether it marks the call in any way but by language and reason.
    let marksCall: Bool
    /// What the trace says when it holds.
    let holds: TraceFinding

    /// - Parameter hours: the names of the hours that all rules ask for.
    init(_ parts: RuleParts, hours: [String] = []) {
        self.parts = parts
        asks = RuleAsks(parts, hours: hours)
        marksCall = parts.marks != CallMarks()
        holds = .ruleHolds(
            RuleMarks(language: parts.language, reason: parts.reason, marks: parts.marks), parts.action)
    }
}

/// What a rule asks, and as much of it as can be asked in whole numbers: most rules are seen not to hold without
/// looking at anything else.
struct RuleAsks: Sendable {
    /// A bit for each kind of condition.
    struct Kinds: OptionSet, Sendable {
        let rawValue: UInt16

        static let caller = Self(rawValue: 1 << 0)
        static let number = Self(rawValue: 1 << 1)
        static let site = Self(rawValue: 1 << 2)
        static let days = Self(rawValue: 1 << 3)
        static let time = Self(rawValue: 1 << 4)
        static let calls = Self(rawValue: 1 << 5)
        static let waiting = Self(rawValue: 1 << 6)
        static let priority = Self(rawValue: 1 << 7)
        static let language = Self(rawValue: 1 << 8)
        static let reason = Self(rawValue: 1 << 9)
        static let skill = Self(rawValue: 1 << 10)
        static let provider = Self(rawValue: 1 << 11)
        static let zip = Self(rawValue: 1 << 12)
        static let hours = Self(rawValue: 1 << 13)
        /// Not a condition: people call the rule something.
        static let named = Self(rawValue: 1 << 15)

        /// What is asked before, in and after the whole numbers.
        static let first: Self = [.caller, .number, .site]
        static let figures: Self = [.days, .time, .calls, .waiting]
        static let last: Self = [.priority, .language, .reason, .skill, .provider, .zip, .hours]
    }

    let kinds: Kinds
    let days: UInt8
    let from: Int32
    let to: Int32
    let calls: Int32
    let waiting: Int32
    /// The place of the only hours that it asks for among those of all rules, twice, and one more when they must be
    /// closed; -1 for none, for several, and for hours beyond the first ``HoursAnswers/most``.
    let hours: Int8

    /// - Parameter hours: the names of the hours that all rules ask for.
    init(_ parts: RuleParts, hours names: [String] = []) {
        var kinds = Kinds()
        func ask(_ kind: Kinds, _ asked: Bool) { if asked { kinds.insert(kind) } }
        ask(.caller, parts.callers != nil)
        ask(.number, parts.numbers != nil)
        ask(.site, parts.sites != nil)
        ask(.days, parts.days != nil)
        ask(.time, parts.time != nil)
        ask(.calls, parts.calls != nil)
        ask(.waiting, parts.waiting != nil)
        ask(.priority, parts.priorities != nil)
        ask(.language, parts.languages != nil)
        ask(.reason, parts.reasons != nil)
        ask(.skill, parts.skills != nil)
        ask(.provider, parts.providers != nil)
        ask(.zip, parts.zips != nil)
        ask(.hours, !parts.hours.isEmpty)
        ask(.named, parts.name != nil)
        if parts.hours.count == 1, let asked = parts.hours.first,
            let place = names.prefix(HoursAnswers.most).firstIndex(of: asked.name)
        {
            hours = Int8(clamping: place * 2 + (asked.answer == .open ? 0 : 1))
        } else {
            hours = -1
        }
        self.kinds = kinds
        days = parts.days ?? 0
        from = Int32(clamping: parts.time?.from ?? 0)
        to = Int32(clamping: parts.time?.to ?? 0)
        calls = Int32(clamping: parts.calls ?? 0)
        waiting = Int32(clamping: parts.waiting ?? 0)
    }
}

/// Callers, to be asked whether one is among them.
final class CallerSet: Sendable {
    let exact: Set<DigitKey>
    let prefixes: Set<DigitKey>
    /// The lengths of the prefixes, ascending.
    let lengths: [Int]
    let isWithheldIn: Bool
    let standings: [CallerStanding]

    /// These callers; lists in them are passed over.
    init(_ callers: [ClinicCaller]) {
        var (exact, prefixes) = (Set<DigitKey>(), Set<DigitKey>())
        var standings: [CallerStanding] = []
        var isWithheldIn = false
        for caller in callers {
            switch caller {
            case .number(let number): if let key = DigitKey(number.e164) { exact.insert(key) }
            case .prefix(let prefix): if let key = DigitKey(prefix) { prefixes.insert(key) }
            case .withheld: isWithheldIn = true
            case .standing(let standing): standings.append(standing)
            case .list: continue
            }
        }
        self.exact = exact
        self.prefixes = prefixes
        lengths = Set(prefixes.map(\.count)).sorted()
        self.isWithheldIn = isWithheldIn
        self.standings = standings
    }

    func contains(_ caller: DigitKey?, _ standing: CallerStanding?) -> Bool {
        if let standing, standings.contains(standing) { return true }
        guard let caller else { return isWithheldIn }
        if !exact.isEmpty, exact.contains(caller) { return true }
        for length in lengths {
            guard let prefix = caller.prefix(length) else { break }
            if prefixes.contains(prefix) { return true }
        }
        return false
    }
}
