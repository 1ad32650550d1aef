package import CallModel

extension RoutingTable {
    /// Decides what a call does next.
    ///
    /// A function and nothing else: the same table, facts and instant give the same decision. It is total: whatever
    /// the facts say there is a plan, and where they name something that is not there, or more would have to be looked
    /// at than ``mostWork``, it is the safe plan.
    ///
    /// - Parameter work: how much may be looked at.
    package func decide(_ facts: CallFacts, at now: Timestamp, work: Int = Self.mostWork) -> Decision {
        var decider = Decider(table: self, facts: facts, now: now, work: work)
        decider.run()
        return decider.finish()
    }

    /// So much may be looked at for one decision: steps, rules, names and their devices, days. It is the engine's
    /// deadline, in a measure that is the same whenever the decision is made again.
    package static var mostWork: Int { 20_000 }
}

/// One decision in the making. It is never copied: what it holds of the table is by reference, and what it makes is
/// handed over at its end.
struct Decider: ~Copyable {
    let table: RoutingTable
    let now: Timestamp
    /// Where the call stands.
    let point: DecisionPoint
    /// The number that was dialled, and what is behind it.
    let dialled: PhoneNumber
    let number: NumberEntry?
    /// What rules ask of the caller; not read where no rule can ask.
    let caller: RuleCaller
    /// The site whose call it is.
    var site: SiteEntry
    /// The language of the call by its place among the clinic's.
    private var languagePlace: Int
    /// What is decided so far: the plan, and why, and what is carried on.
    var instructions: [Instruction] = []
    var entries: [Trace.Entry] = []
    private(set) var language: String
    var reason: String?
    var marks: CallMarks
    /// Flows gone into; a sound table never has many.
    var hops = 0
    /// How much may still be looked at. Below zero nothing more is, and the safe plan follows.
    var work: Int
    /// Who is on call in the rotation that was asked last: the next step often asks for the one after.
    private var lastRotation = -1
    private(set) var standing = OnCallStanding(person: nil, next: nil, reason: .gap)

    init(table: RoutingTable, facts: borrowing CallFacts, now: Timestamp, work: Int = RoutingTable.mostWork) {
        self.table = table
        self.now = now
        self.work = work
        point = facts.point
        dialled = facts.dialled
        let isNew = if case .start = point { true } else { false }
        caller =
            table.asksCallers(arriving: isNew) ? RuleCaller(facts.caller, facts.standing, facts.load) : RuleCaller()
        let number = table.numbers[facts.dialled]
        self.number = number
        var site = number?.site ?? table.home
        if let name = facts.site, name != site.name { site = table.site(name) }
        self.site = table.inMode(site, at: now)
        // A language that the clinic does not speak has no prompts.
        language = number?.language ?? table.language
        languagePlace = number?.languagePlace ?? 0
        if let chosen = facts.language, chosen != language, let place = table.languages.firstIndex(of: chosen) {
            (language, languagePlace) = (chosen, place)
        }
        reason = facts.reason
        marks = facts.marks
        if marks.pace == nil, let number, number.pace == .slow { marks.pace = .slow }
        // So many are enough for a call that a phone rings for at once; more room would have to be given back.
        entries.reserveCapacity(6)
        instructions.reserveCapacity(2)
        noteTime()
    }

    /// The decision.
    consuming func finish() -> Decision {
        Decision(
            plan: Plan(instructions),
            trace: Trace(
                entries: entries, configuration: table.version, at: now, overrides: table.overrides(at: now),
                modes: table.modes(at: now)),
            language: language, reason: reason, site: site.name, marks: marks)
    }

    /// What the clock on the site's wall shows.
    var local: CivilTime { site.civil(at: now) }

    /// From here on the call is another site's.
    mutating func enter(site name: String) {
        site = table.site(name, at: now)
        noteTime()
    }

    private mutating func noteTime() {
        let clock = site.zone.localInstant(now)
        note(.time, site.name == nil ? .clock(clock) : .siteClock(clock, site.title))
    }

    /// From here on the call goes on in this language, which is one of the clinic's.
    mutating func speak(_ language: String) {
        guard language != self.language else { return }
        self.language = language
        languagePlace = table.languages.firstIndex(of: language) ?? 0
    }

    /// How much time the caller gets to press keys.
    var pace: Pace { marks.pace ?? .ordinary }

    /// From here on the caller gets this much time to press keys.
    private mutating func enter(_ pace: Pace) {
        marks.pace = pace
        note(.time, .pace(pace))
    }

    @inline(__always) mutating func note(_ place: TracePlace, _ finding: TraceFinding) {
        entries.append(Trace.Entry(place, finding))
    }

    /// Looks who is on call in the rotation at this place of the table; the answer is ``standing``.
    mutating func look(at rotation: Int) {
        if rotation == lastRotation { return }
        standing = table.rotations[at: rotation].schedule.standing(at: now)
        lastRotation = rotation
    }

    /// The prompt `name` in the call's language; a number may have another one in its place.
    func prompt(_ name: String) -> PromptRef {
        guard let number, !number.prompts.isEmpty else { return PromptRef(name, language: language) }
        return PromptRef(number.prompts[name] ?? name, language: language)
    }

    /// These prompts, likewise.
    func prompts(_ spoken: Spoken) -> [PromptRef] {
        guard let number, !number.prompts.isEmpty else { return spoken.all(languagePlace) }
        return spoken.names.map { PromptRef(number.prompts[$0] ?? $0, language: language) }
    }

    /// The first of these, likewise.
    func prompt(_ spoken: Spoken) -> PromptRef {
        if number?.prompts.isEmpty ?? true, let prompt = spoken.all(languagePlace).first { return prompt }
        return prompt(spoken.names.first ?? BuiltInPrompt.music.rawValue)
    }

    mutating func run() {
        begin()
        guard work < 0 else { return }
        instructions = []
        entries.removeLast(max(0, entries.count - Self.mostOfUnfinished))
        enterSafePlan(.tooMuchWork)
    }

    /// So much of the trace is kept of a decision that was not finished.
    private static var mostOfUnfinished: Int { 32 }

    private mutating func begin() {
        switch point {
        case .start: start()
        case .key(let menu, let key): press(key, in: menu)
        case .silence(let menu, let times): wait(.silence, times, in: menu)
        case .wrongKey(let menu, let times): wait(.wrongKey, times, in: menu)
        case .answered(let question, let digits, let unanswered): answer(question, digits, unanswered)
        case .exhausted(let policy, let round): goOn(policy, after: round)
        case .askedForPerson(let menu): askForPerson(from: menu)
        }
    }

    private mutating func start() {
        guard let number else {
            note(.number(dialled), .notOurs)
            instructions = [.hangUp]
            return
        }
        note(.number(dialled), .answers(flow: number.flow, language: language))
        guard applyRules() == .goOn else { return }
        enterFlow(number.flow)
    }

    mutating func press(_ key: Key, in menu: String) {
        guard let entry = table.menus[menu] else { return enterSafePlan(.noMenu(menu)) }
        guard let option = entry.option(key) else { return wait(.wrongKey, 1, in: menu) }
        if let language = option.language { speak(language) }
        if let reason = option.reason { self.reason = reason }
        if let pace = option.pace { enter(pace) }
        note(.menu(menu), option.finding)
        perform(option.action, in: menu)
    }

    private mutating func wait(_ what: MenuFailure, _ times: Int, in menu: String) {
        guard let entry = table.menus[menu] else { return enterSafePlan(.noMenu(menu)) }
        let patience = what == .silence ? entry.silence : entry.wrongKey
        if times <= patience.repeats {
            note(.menu(menu), .asksAgain(what, time: times, of: patience.repeats))
            if what == .wrongKey {
                instructions.append(.say([prompt(BuiltInPrompt.wrongKey.rawValue)], bargeIn: .allowed))
            }
            enterMenu(menu)
        } else {
            note(.menu(menu), .gaveUp(what, patience.then))
            perform(patience.then, in: menu)
        }
    }

    mutating func enterMenu(_ name: String) {
        guard let entry = table.menus[name] else { return enterSafePlan(.noMenu(name)) }
        instructions.append(
            .menu(
                MenuPlan(
                    menu: name, prompts: prompts(entry.prompts), keys: entry.keys,
                    firstKeyTimeout: pace.of(entry.wait))))
    }

    mutating func perform(_ action: ClinicAction, in menu: String?) {
        switch action {
        case .flow(let name): enterFlow(name)
        case .menu(let name): enterMenu(name)
        case .escalate(let name): escalate(name, round: 1)
        case .callback(let due): takeCallback(due, kind: .callback)
        case .ask(let name): ask(name)
        case .queue(let name): enterQueue(name)
        case .voicemail(let department):
            reason = reason.map { "\($0) for \(department)" } ?? department
            takeCallback(.nextOfficeDay, kind: .callback)
        case .repeatMenu:
            if let menu { enterMenu(menu) } else { enterSafePlan(.nothingToRepeat) }
        case .setMode: setMode(from: menu)
        case .hangUp: instructions.append(.hangUp)
        case .unreadable: enterSafePlan(.unreadable)
        }
    }

    mutating func takeCallback(_ due: CallbackDue, kind: ObligationKind) {
        let time: Duration
        switch due {
        case .within(let duration): time = duration
        case .nextOfficeDay: time = nextOfficeDay()
        }
        instructions.append(
            .takeCallback(CallbackPlan(kind: kind, reason: reason ?? "callback", due: time, language: language)))
    }

    /// The time until the office closes on the next day on which it opens.
    private mutating func nextOfficeDay() -> Duration {
        let today = local.date
        for days in 1...400 {
            work -= 1
            let date = today + days
            guard let last = site.hours.spans(of: "office", on: date).last else { continue }
            let end = site.zone.instants(of: CivilTime(date, secondOfDay: last.end)).instant
            note(.callback, .nextOfficeDay(site.zone.localInstant(end)))
            return end - now
        }
        note(.callback, .noOfficeDay)
        return .seconds(86_400)
    }
}

extension ClinicAction {
    /// The action as a configuration writes it.
    var text: String {
        switch self {
        case .flow(let name): "flow \(name)"
        case .menu(let name): "menu \(name)"
        case .escalate(let name): "escalate \(name)"
        case .callback(.nextOfficeDay): "callback next office day"
        case .callback(.within(let time)): "callback within \(time.components.seconds / 60)m"
        case .ask(let name): "ask \(name)"
        case .queue(let name): "queue \(name)"
        case .voicemail(let department): "voicemail \(department)"
        case .repeatMenu: "repeat"
        case .setMode: "set mode"
        case .hangUp: "hang up"
        case .unreadable: "?"
        }
    }
}
