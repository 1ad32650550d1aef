import CallModel

/// What rules ask of a caller, in whole numbers.
struct RuleCaller: Sendable {
    /// The caller's number as digits; `nil` when withheld.
    let digits: DigitKey?
    let standing: CallerStanding?
    /// How many calls there are, and how many that wait.
    let active: Int
    let waiting: Int

    /// Nobody in particular.
    init() { (digits, standing, active, waiting) = (nil, nil, 0, 0) }

    init(_ number: PhoneNumber?, _ standing: CallerStanding?, _ load: CallLoad?) {
        digits = number.flatMap { DigitKey($0.e164) }
        self.standing = standing
        active = load?.active ?? 0
        waiting = load?.waiting ?? 0
    }
}

/// What rules asked about hours so far: each name is looked up once.
struct HoursAnswers {
    /// So many names are remembered.
    static var most: Int { 8 }

    /// For each name two bits: whether it was asked, and whether it is as asked when open, or closed.
    private var asked: UInt32 = 0
    private var open: UInt32 = 0
    private var closed: UInt32 = 0

    /// Whether the hours at this place of the rules' names are open, or closed.
    mutating func are(
        _ wanted: HoursState.Answer, at place: Int, of names: [String], _ call: borrowing Decider
    ) -> Bool {
        let bit = UInt32(1) << UInt32(place)
        if asked & bit == 0 {
            asked |= bit
            switch call.answer(of: names[place]) {
            case .open: open |= bit
            case .closed: closed |= bit
            case nil: break
            }
        }
        return (wanted == .open ? open : closed) & bit != 0
    }
}

extension RuleEntry {
    /// The first kind of condition that does not hold for a call whose clock shows `local`; `nil` when all do. What
    /// costs least is asked first.
    func fails(_ call: borrowing Decider, _ caller: RuleCaller, _ local: CivilTime) -> ClinicCondition.Kind? {
        failsFirst(call, caller, asks.kinds) ?? asks.fails(caller, local) ?? failsLast(call, asks.kinds)
    }

    /// What is asked before the whole numbers, of the kinds in `kinds`.
    func failsFirst(
        _ call: borrowing Decider, _ caller: RuleCaller, _ kinds: RuleAsks.Kinds
    ) -> ClinicCondition.Kind? {
        if kinds.contains(.caller), let callers = parts.callers, !callers.contains(caller.digits, caller.standing) {
            return .caller
        }
        if kinds.contains(.number), let numbers = parts.numbers, !numbers.contains(call.dialled) { return .number }
        if kinds.contains(.site), !Self.has(parts.sites, call.site.name) { return .site }
        return nil
    }

    /// What is asked after them.
    func failsLast(_ call: borrowing Decider, _ kinds: RuleAsks.Kinds) -> ClinicCondition.Kind? {
        if kinds.contains(.priority), !Self.has(parts.priorities, call.marks.priority ?? .normal) {
            return .priority
        }
        if kinds.contains(.language), !Self.has(parts.languages, call.language) { return .language }
        if kinds.contains(.reason), !Self.has(parts.reasons, call.reason) { return .reason }
        if kinds.contains(.skill), !Self.has(parts.skills, call.marks.skill) { return .skill }
        if kinds.contains(.provider), !Self.has(parts.providers, call.marks.provider) { return .provider }
        if kinds.contains(.zip), let zips = parts.zips {
            guard let zip = call.zip, zips.contains(where: { zip.prefix($0.count) == $0 }) else { return .zip }
        }
        if kinds.contains(.hours) {
            for asked in parts.hours where call.answer(of: asked.name) != asked.answer {
                return asked.answer == .open ? .during : .outside
            }
        }
        return nil
    }

    private static func has<Value: Equatable>(_ values: [Value]?, _ value: Value?) -> Bool {
        guard let values, let value else { return false }
        return values.contains(value)
    }
}

extension Decider {
    /// The zip code that the caller gave, as digits.
    var zip: DigitKey? { marks.zip.flatMap { DigitKey($0) } }

    /// Whether hours are open, or it is a holiday; `nil` when there are none of this name.
    func answer(of hours: String) -> HoursState.Answer? {
        if hours == Compiler.holidays { return site.hours.dayOff(at: local) == nil ? .closed : .open }
        return site.hours.state(of: hours, at: local)?.answer
    }
}

extension RuleAsks {
    /// The first of the whole numbers that does not hold.
    func fails(_ caller: RuleCaller, _ local: CivilTime) -> ClinicCondition.Kind? {
        guard !kinds.isDisjoint(with: .figures) else { return nil }
        if kinds.contains(.days), days & 1 << UInt8(local.date.weekday.rawValue) == 0 { return .days }
        if kinds.contains(.time) {
            let now = Int32(truncatingIfNeeded: local.secondOfDay)
            if !(from < to ? from <= now && now < to : from <= now || now < to) { return .time }
        }
        if kinds.contains(.calls), caller.active < Int(calls) { return .calls }
        if kinds.contains(.waiting), caller.waiting < Int(waiting) { return .waiting }
        return nil
    }
}
