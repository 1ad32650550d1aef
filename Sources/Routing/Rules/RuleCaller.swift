import CallModel

/// What rules ask of a caller, in whole numbers.
struct RuleCaller: Sendable {
    /// The caller's number as digits; `nil` when withheld.
    let digits: DigitKey?
    let standing: CallerStanding?
    /// How many calls there are, and how many that wait.
    let active: Int
    let waiting: Int

    init(_ facts: borrowing CallFacts) {
        digits = facts.caller.flatMap { DigitKey($0.e164) }
        standing = facts.standing
        active = facts.load?.active ?? 0
        waiting = facts.load?.waiting ?? 0
    }
}

extension RuleEntry {
    /// The first kind of condition that does not hold for a call whose clock shows `local`; `nil` when all do. What
    /// costs least is asked first.
    func fails(_ call: borrowing Decider, _ local: CivilTime) -> ClinicCondition.Kind? {
        failsFirst(call, asks.kinds) ?? asks.fails(call.caller, local) ?? failsLast(call, local, asks.kinds)
    }

    /// What is asked before the whole numbers, of the kinds in `kinds`.
    func failsFirst(_ call: borrowing Decider, _ kinds: RuleAsks.Kinds) -> ClinicCondition.Kind? {
        if kinds.contains(.caller), let callers = parts.callers,
            !callers.contains(call.caller.digits, call.caller.standing)
        {
            return .caller
        }
        if kinds.contains(.number), let numbers = parts.numbers, !numbers.contains(call.dialled) { return .number }
        if kinds.contains(.site), !Self.has(parts.sites, call.site.name) { return .site }
        return nil
    }

    /// What is asked after them.
    func failsLast(
        _ call: borrowing Decider, _ local: CivilTime, _ kinds: RuleAsks.Kinds
    ) -> ClinicCondition.Kind? {
        if kinds.contains(.priority), !Self.has(parts.priorities, call.result.marks.priority ?? .normal) {
            return .priority
        }
        if kinds.contains(.language), !Self.has(parts.languages, call.result.language) { return .language }
        if kinds.contains(.reason), !Self.has(parts.reasons, call.result.reason) { return .reason }
        if kinds.contains(.skill), !Self.has(parts.skills, call.result.marks.skill) { return .skill }
        if kinds.contains(.provider), !Self.has(parts.providers, call.result.marks.provider) { return .provider }
        if kinds.contains(.zip), let zips = parts.zips {
            guard let zip = call.zip, zips.contains(where: { zip.prefix($0.count) == $0 }) else { return .zip }
        }
        if kinds.contains(.hours) {
            for hours in parts.hours where call.answer(of: hours.name, at: local) != hours.answer {
                return hours.answer == .open ? .during : .outside
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
    var zip: DigitKey? { result.marks.zip.flatMap { DigitKey($0) } }

    /// Whether hours are open, or it is a holiday; `nil` when there are none of this name.
    fileprivate func answer(of hours: String, at local: CivilTime) -> HoursState.Answer? {
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
