package import CallModel

extension RoutingTable {
    /// Decides what a call does next.
    ///
    /// A function and nothing else: the same table, facts and instant give the same decision. It is total: whatever
    /// the facts say there is a plan, and where they name something that is not there it is the safe plan.
    package func decide(_ facts: CallFacts, at now: Timestamp) -> Decision {
        var decider = Decider(table: self, facts: facts, now: now)
        decider.run()
        return decider.decision
    }
}

/// One decision in the making.
struct Decider {
    let table: RoutingTable
    let facts: CallFacts
    let now: Timestamp
    /// The number that was dialled.
    let number: Shared<NumberEntry>?
    /// The site whose call it is, and the clock on its wall.
    var site: Shared<SiteEntry>
    var local: ZonedTime
    var language: String
    var reason: String?
    var marks: CallMarks
    var entries: [Trace.Entry] = []
    var instructions: [Instruction] = []
    /// Flows gone into; a sound table never has many.
    var hops = 0

    init(table: RoutingTable, facts: CallFacts, now: Timestamp) {
        self.table = table
        self.facts = facts
        self.now = now
        let number = table.numbers[facts.dialled]
        self.number = number
        site = table.site(facts.site ?? number?.value.site, at: now)
        local = site.value.zone.local(at: now)
        // A language that the clinic does not speak has no prompts.
        language =
            facts.language.flatMap { table.languages.contains($0) ? $0 : nil } ?? number?.value.language
            ?? table.language
        reason = facts.reason
        marks = facts.marks
        if marks.pace == nil, number?.value.pace == .slow { marks.pace = .slow }
        entries.reserveCapacity(12)
        noteTime()
    }

    var decision: Decision {
        Decision(
            plan: Plan(instructions),
            trace: Trace(
                entries: entries, configuration: table.version, at: now, overrides: table.overrides(at: now),
                modes: table.modes(at: now)),
            language: language, reason: reason, site: site.value.name, marks: marks)
    }

    /// From here on the call is another site's.
    mutating func enter(site name: String) {
        site = table.site(name, at: now)
        local = site.value.zone.local(at: now)
        noteTime()
    }

    private mutating func noteTime() {
        let clock = site.value.zone.localInstant(now)
        note(.time, site.value.name == nil ? .clock(clock) : .siteClock(clock, site.value.title))
    }

    /// How much time the caller gets to press keys.
    var pace: Pace { marks.pace ?? .ordinary }

    /// From here on the caller gets this much time to press keys.
    private mutating func enter(_ pace: Pace) {
        marks.pace = pace
        note(.time, .pace(pace))
    }

    mutating func note(_ place: TracePlace, _ finding: TraceFinding) { entries.append(.init(place, finding)) }

    /// The prompt `name` in the call's language; a number may have another one in its place.
    func prompt(_ name: String) -> PromptRef {
        guard let number, !number.value.prompts.isEmpty else { return PromptRef(name, language: language) }
        return PromptRef(number.value.prompts[name] ?? name, language: language)
    }

    mutating func run() {
        switch facts.point {
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
            note(.number(facts.dialled), .notOurs)
            instructions = [.hangUp]
            return
        }
        note(.number(facts.dialled), .answers(flow: number.value.flow, language: language))
        guard applyRules() == .goOn else { return }
        enterFlow(number.value.flow)
    }

    mutating func press(_ key: Key, in menu: String) {
        guard let entry = table.menus[menu] else { return enterSafePlan(.noMenu(menu)) }
        guard let option = entry.value.options[key] else { return wait(.wrongKey, 1, in: menu) }
        if let language = option.language { self.language = language }
        if let reason = option.reason { self.reason = reason }
        if let pace = option.pace { enter(pace) }
        note(.menu(menu), .key(key, reason: option.reason, language: option.language, option.action))
        perform(option.action, in: menu)
    }

    private mutating func wait(_ what: MenuFailure, _ times: Int, in menu: String) {
        guard let entry = table.menus[menu] else { return enterSafePlan(.noMenu(menu)) }
        let patience = what == .silence ? entry.value.silence : entry.value.wrongKey
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
                    menu: name, prompts: entry.value.prompts.map(prompt), keys: entry.value.keys,
                    firstKeyTimeout: pace.of(entry.value.wait))))
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
        for days in 1...400 {
            let date = local.civil.date + days
            guard let last = site.value.hours.spans(of: "office", on: date).last else { continue }
            let end = site.value.zone.instants(of: CivilTime(date, secondOfDay: last.end)).instant
            note(.callback, .nextOfficeDay(site.value.zone.localInstant(end)))
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
