import CallModel

/// A rule, compiled: each kind of condition in the form in which it is asked fastest. What is `nil` is not asked.
struct RuleEntry: Sendable {
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

/// Callers, to be asked whether one is among them.
struct CallerSet: Sendable {
    var exact: Set<DigitKey> = []
    var prefixes: Set<DigitKey> = []
    /// The lengths of the prefixes, ascending.
    var lengths: [Int] = []
    var withheld = false
    var standings: [CallerStanding] = []

    func contains(_ caller: DigitKey?, _ standing: CallerStanding?) -> Bool {
        if let standing, standings.contains(standing) { return true }
        guard let caller else { return withheld }
        if !exact.isEmpty, exact.contains(caller) { return true }
        for length in lengths {
            guard let prefix = caller.prefix(length) else { break }
            if prefixes.contains(prefix) { return true }
        }
        return false
    }

    mutating func add(_ caller: ClinicCaller) {
        switch caller {
        case .number(let number): if let key = DigitKey(number.e164) { exact.insert(key) }
        case .prefix(let prefix):
            guard let key = DigitKey(prefix) else { return }
            prefixes.insert(key)
            if !lengths.contains(key.count) {
                lengths.append(key.count)
                lengths.sort()
            }
        case .withheld: withheld = true
        case .standing(let standing): standings.append(standing)
        case .list: return
        }
    }
}
