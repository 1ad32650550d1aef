import CallModel

/// A call as rules see it.
struct RuleCaller {
    let facts: CallFacts
    let marks: CallMarks
    let reason: String?
    let language: String
    /// The caller's number and zip code, as digits.
    let digits: DigitKey?
    let zip: DigitKey?
    let local: CivilTime
    let weekday: Weekday
    let place: Shared<SiteEntry>

    init(_ decider: borrowing Decider) {
        facts = decider.facts
        marks = decider.marks
        reason = decider.reason
        language = decider.language
        digits = decider.facts.caller.flatMap { DigitKey($0.e164) }
        zip = decider.marks.zip.flatMap { DigitKey($0) }
        local = decider.local.civil
        weekday = decider.local.civil.date.weekday
        place = decider.site
    }

    func isOpen(_ name: String) -> HoursState.Answer? {
        if name == Compiler.holidays { return place.value.hours.dayOff(at: local) == nil ? .closed : .open }
        return place.value.hours.state(of: name, at: local)?.answer
    }
}

extension RuleEntry {
    /// The first kind of condition that does not hold; `nil` when all do. What costs least is asked first.
    func fails(_ caller: RuleCaller) -> ClinicCondition.Kind? {
        if let callers, !callers.contains(caller.digits, caller.facts.standing) { return .caller }
        if let numbers, !numbers.contains(caller.facts.dialled) { return .number }
        if let sites, !Self.has(sites, caller.place.value.name) { return .site }
        if let days, days & 1 << UInt8(caller.weekday.rawValue) == 0 { return .days }
        if let time {
            let now = caller.local.secondOfDay
            let inside = time.from < time.to ? time.from <= now && now < time.to : time.from <= now || now < time.to
            if !inside { return .time }
        }
        if let calls, caller.facts.load?.active ?? 0 < calls { return .calls }
        if let waiting, caller.facts.load?.waiting ?? 0 < waiting { return .waiting }
        if let priorities, !priorities.contains(caller.marks.priority ?? .normal) { return .priority }
        if let languages, !languages.contains(caller.language) { return .language }
        if let reasons, !Self.has(reasons, caller.reason) { return .reason }
        if let skills, !Self.has(skills, caller.marks.skill) { return .skill }
        if let providers, !Self.has(providers, caller.marks.provider) { return .provider }
        if let zips {
            guard let zip = caller.zip, zips.contains(where: { zip.prefix($0.count) == $0 }) else { return .zip }
        }
        for hours in hours where caller.isOpen(hours.name) != hours.answer {
            return hours.answer == .open ? .during : .outside
        }
        return nil
    }

    private static func has<Value: Equatable>(_ values: [Value], _ value: Value?) -> Bool {
        value.map { values.contains($0) } ?? false
    }
}
