import CallModel

extension Trace {
    /// The entries in words, one line each.
    package var lines: [String] { entries.map(\.words) }
}

extension Trace.Entry {
    /// The entry in words: `flows.main: office hours: closed (holiday Christmas Day)`.
    package var words: String {
        if case (.flow, .target) = (place, finding) { return "\(place.words): ring \(finding.words)" }
        return "\(place.words): \(finding.words)"
    }
}

extension TracePlace {
    /// The place as the configuration has it: `flows.main`, `escalations.urgent.step 2`.
    package var words: String {
        switch self {
        case .time: "time"
        case .number(let number): "numbers.\(number.e164)"
        case .rules: "rules"
        case .rule(let number, let name): "rules.\(number)" + (name.map { " '\($0)'" } ?? "")
        case .flow(let name): "flows.\(name)"
        case .flowStep(let name, let number): "flows.\(name).step \(number)"
        case .menu(let name): "menus.\(name)"
        case .question(let name): "questions.\(name)"
        case .queue(let name): "queues.\(name)"
        case .escalation(let name): "escalations.\(name)"
        case .step(let name, let number): "escalations.\(name).step \(number)"
        case .callback: "callback"
        case .modes: "modes"
        case .safePlan: "safe plan"
        }
    }
}

extension TraceFinding {
    /// What came of it, for people.
    package var words: String {
        switch self {
        case .clock(let local): return local.description
        case .siteClock(let local, let title): return "\(local), \(title)"
        case .notOurs: return "is not one of the clinic's numbers: hang up"
        case .answers(let flow, let language): return "flow \(flow), language \(language)"
        case .ruleFails(let kind): return "does not hold: \(kind.rawValue)"
        case .moreRulesFail(let count): return "and \(count) rules more do not hold"
        case .ruleHolds(let marks, let action):
            return (marks.words + [action?.text ?? "go on"]).joined(separator: ", ")
        case .hours(let name, let answer, let reason): return "\(name) hours: \(answer.rawValue) (\(reason))"
        case .noHours(let name): return "there are no hours '\(name)'"
        case .dayOff(let reason): return "holidays: \(reason?.dayOff ?? "an ordinary day")"
        case .does(let action): return action.text
        case .key(let key, let reason, let language, let action):
            let words = [reason.map { "reason \($0)" }, language.map { "language \($0)" }, action.text]
            return "key \(key): " + words.compactMap { $0 }.joined(separator: ", ")
        case .pace(let pace): return "\(pace.rawValue) pace"
        case .answer(let beginning, let action): return "an answer that begins with \(beginning): \(action.text)"
        case .otherAnswer(let action): return "another answer: \(action.text)"
        case .kept(let name): return "kept for the call as \(name.rawValue)"
        case .prefers(let preferences, let language, let best):
            let words = preferences.map { preference in
                switch preference {
                case .callersLanguage: "who speaks \(language)"
                case .skill(let skill): "who knows \(skill)"
                case .wantedSkill: "who knows what is asked for"
                case .wantedProvider: "who is asked for"
                }
            }
            return "prefers \(words.joined(separator: ", then ")): "
                + (best.map { "\($0) first" } ?? "nobody is, all in their order")
        case .asksAgain(let failure, let time, let limit):
            return "\(failure.words), time \(time) of \(limit): ask again"
        case .gaveUp(let failure, let action): return "\(failure.words): \(action.text)"
        case .target(let target, let finding): return finding.words(of: target)
        case .nobodyInRing: return "nobody to ring: on to the next step"
        case .nobodyInStep: return "nobody to ring: skipped"
        case .nobodyInAnyStep: return "nobody to ring in any step: the safe plan's phones instead"
        case .nextRound(let round, let limit):
            return "nobody accepted in round \(round) of \(limit): round \(round + 1)"
        case .lastRound(let round, let limit, let action):
            return "nobody accepted in round \(round) of \(limit): \(action.text)"
        case .nextOfficeDay(let end): return "next office day: due by \(end)"
        case .noOfficeDay: return "no office day within 400 days: due in one day"
        case .safeRing(let reason, let names): return "\(reason.words): ring \(names.joined(separator: ", "))"
        case .safeCallback(let reason): return "\(reason.words): take a callback as an open case"
        }
    }
}

extension RuleMarks {
    var words: [String] {
        [
            language.map { "language \($0)" }, reason.map { "reason \($0)" },
            marks.priority.map { "priority \($0.rawValue)" }, marks.provider.map { "provider \($0)" },
            marks.skill.map { "skill \($0)" }, marks.zip.map { "zip \($0)" },
        ].compactMap { $0 }
    }
}

extension MenuFailure {
    var words: String {
        switch self {
        case .silence: "silence"
        case .wrongKey: "wrong key"
        case .tooFewDigits: "too few digits"
        }
    }
}

extension TargetFinding {
    /// Who is rung when `target` is named: `on-call providers: Dr. Adams (on call since …)`.
    func words(of target: ClinicTarget) -> String {
        let name = target.name
        switch self {
        case .device(let called): return called == name ? name : "\(name) (\(called))"
        case .person(let person, let devices): return person + devices.words
        case .onCall(let person, let reason, let devices): return "\(name): \(person) (\(reason))\(devices.words)"
        case .nobodyOnCall(let reason): return "\(name): nobody: \(reason)"
        case .nobodyNext: return "\(name): nobody is next"
        case .group(let title):
            if case .queue = target { return name }
            return "group \(name) (\(title))"
        case .everyone(let people): return "\(name): \(people.joined(separator: ", "))"
        case .unreadable: return "?: could not be read"
        case .missing:
            switch target {
            case .person(let id): return "\(name): there is no person '\(id)'"
            case .phone: return "\(name): there is no such phone"
            case .queue: return "\(name): there is no such queue"
            case .number, .onCall, .next, .everyone, .unreadable: return "\(name): there is no such rotation"
            }
        }
    }
}

extension TargetFinding.Devices {
    var words: String {
        switch self {
        case .some: ""
        case .none: ", who has no device"
        }
    }
}

extension SafePlanReason {
    /// The reason, for people.
    package var words: String {
        switch self {
        case .noMenu(let name): "there is no menu '\(name)'"
        case .noEscalation(let name): "there is no escalation '\(name)'"
        case .noFlow(let name): "there is no flow '\(name)'"
        case .noQuestion(let name): "there is no question '\(name)'"
        case .noQueue(let name): "there is no queue '\(name)'"
        case .flowEnds(let name): "flow '\(name)' ends with nobody"
        case .flowsInCircles: "flows lead round in circles"
        case .escalationsInCircles: "escalations lead round in circles"
        case .nobodyAccepted(let round): "nobody accepted in round \(round)"
        case .nothingToRepeat: "nothing to repeat"
        case .unreadable: "an action that could not be read"
        case .callFailed: "the call could not go on as planned"
        case .engineFailed: "the engine did not answer"
        case .tooMuchWork: "more would have to be looked at than there is time for"
        }
    }
}
