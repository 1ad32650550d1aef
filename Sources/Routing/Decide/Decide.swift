package import CallModel

extension RoutingTable {
    /// Decides what a call does next.
    ///
    /// A function and nothing else: the same table, facts and instant give the same decision. It is total: whatever
    /// the facts say there is a plan, and where they name something that is not there it is the safe plan.
    package func decide(_ facts: CallFacts, at now: Timestamp) -> Decision {
        var decider = Decider(table: self, facts: facts, now: now)
        decider.run()
        return decider.decision()
    }
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
    /// What rules ask of the caller.
    let caller: RuleCaller
    /// The site whose call it is.
    var site: SiteEntry
    /// The language of the call by its place among the clinic's.
    private var languagePlace: Int
    /// What is decided so far.
    var result: Decision
    /// Flows gone into; a sound table never has many.
    var hops = 0
    /// Who is on call in the rotation that was asked last: the next step often asks for the one after.
    private var lastRotation = -1
    private var lastStanding = OnCallStanding(person: nil, next: nil, reason: .gap)

    init(table: RoutingTable, facts: borrowing CallFacts, now: Timestamp) {
        self.table = table
        self.now = now
        point = facts.point
        dialled = facts.dialled
        let number = table.numbers[facts.dialled]
        self.number = number
        caller = RuleCaller(facts)
        let site = table.site(facts.site ?? number?.site, at: now)
        self.site = site
        // A language that the clinic does not speak has no prompts.
        let languages = table.languages
        let own = number?.language ?? table.language
        let chosen = facts.language.flatMap { languages.firstIndex(of: $0) }
        languagePlace = chosen ?? languages.firstIndex(of: own) ?? 0
        result = Decision(
            plan: Plan([]), trace: Trace(entries: [], configuration: table.version, at: now),
            language: chosen.map { languages[$0] } ?? own, reason: facts.reason, marks: facts.marks)
        if result.marks.pace == nil, let number, number.pace == .slow { result.marks.pace = .slow }
        result.trace.entries.reserveCapacity(8)
        noteTime()
    }

    consuming func decision() -> Decision {
        result.site = site.name
        result.trace.overrides = table.overrides(at: now)
        result.trace.modes = table.modes(at: now)
        return result
    }

    var language: String { result.language }
    var reason: String? {
        get { result.reason }
        set { result.reason = newValue }
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
        guard language != result.language else { return }
        result.language = language
        languagePlace = table.languages.firstIndex(of: language) ?? 0
    }

    /// How much time the caller gets to press keys.
    var pace: Pace { result.marks.pace ?? .ordinary }

    /// From here on the caller gets this much time to press keys.
    private mutating func enter(_ pace: Pace) {
        result.marks.pace = pace
        note(.time, .pace(pace))
    }

    mutating func note(_ place: TracePlace, _ finding: TraceFinding) {
        result.trace.entries.append(.init(place, finding))
    }

    /// Who is on call in the rotation at this place of the table.
    mutating func standing(_ rotation: Int) -> OnCallStanding {
        if rotation != lastRotation {
            lastStanding = table.rotations[at: rotation].schedule.standing(at: now)
            lastRotation = rotation
        }
        return lastStanding
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
            result.plan.instructions = [.hangUp]
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
        note(.menu(menu), .key(key, reason: option.reason, language: option.language, option.action))
        perform(option.action, in: menu)
    }

    private mutating func wait(_ what: MenuFailure, _ times: Int, in menu: String) {
        guard let entry = table.menus[menu] else { return enterSafePlan(.noMenu(menu)) }
        let patience = what == .silence ? entry.silence : entry.wrongKey
        if times <= patience.repeats {
            note(.menu(menu), .asksAgain(what, time: times, of: patience.repeats))
            if what == .wrongKey {
                result.plan.instructions.append(.say([prompt(BuiltInPrompt.wrongKey.rawValue)], bargeIn: .allowed))
            }
            enterMenu(menu)
        } else {
            note(.menu(menu), .gaveUp(what, patience.then))
            perform(patience.then, in: menu)
        }
    }

    mutating func enterMenu(_ name: String) {
        guard let entry = table.menus[name] else { return enterSafePlan(.noMenu(name)) }
        result.plan.instructions.append(
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
        case .hangUp: result.plan.instructions.append(.hangUp)
        case .unreadable: enterSafePlan(.unreadable)
        }
    }

    mutating func takeCallback(_ due: CallbackDue, kind: ObligationKind) {
        let time: Duration
        switch due {
        case .within(let duration): time = duration
        case .nextOfficeDay: time = nextOfficeDay()
        }
        result.plan.instructions.append(
            .takeCallback(CallbackPlan(kind: kind, reason: reason ?? "callback", due: time, language: language)))
    }

    /// The time until the office closes on the next day on which it opens.
    private mutating func nextOfficeDay() -> Duration {
        let today = local.date
        for days in 1...400 {
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
