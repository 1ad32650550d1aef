import CallModel

/// Something about the time that decisions ask: all that can make two calls with the same facts come out differently.
///
/// The trace of a decision names everything that it looked at, and so also all of these. A decision that asks
/// something new about the time must say so in its trace, and here.
enum TimeQuestion: Hashable {
    /// Whether these hours are open at the site that people call so, or at the clinic itself.
    case hours(String, site: String?)
    /// Whether it is a holiday or a closed day there.
    case dayOff(site: String?)
    /// Who is on call in this rotation, and who is next.
    case onCall(String)
    /// Who is on call in each rotation, and who is next.
    case everybodyOnCall
    /// Which rules hold as far as they go by the time, at the site that people call so, or at the clinic itself.
    case rules(site: String?)

    /// The answers that matter.
    enum Answer: Hashable {
        case hours([HoursState.Answer?])
        case dayOff([DayKind])
        case onCall([PersonID?])
        case rules([[Bool]])
    }

    /// An ordinary day, or one off.
    enum DayKind: Hashable { case ordinary, off }
}

/// Answers questions about the time, for one table.
struct TimeAnswers {
    let table: RoutingTable
    private let timedRules: [RuleEntry]
    /// Several sites may be called the same.
    private let names: [String: [String]]

    init(_ table: RoutingTable) {
        self.table = table
        timedRules = table.timedRules
        names = Dictionary(grouping: table.siteNames) { table.site($0).title }
    }

    /// The answer to `question` at `instant`.
    func answer(_ question: TimeQuestion, at instant: Timestamp) -> TimeQuestion.Answer {
        switch question {
        case .hours(let name, let title):
            .hours(
                sites(title, instant).map { $0.hours.state(of: name, at: $0.zone.local(at: instant).civil)?.answer })
        case .dayOff(let title):
            .dayOff(
                sites(title, instant).map {
                    $0.hours.dayOff(at: $0.zone.local(at: instant).civil) == nil ? .ordinary : .off
                })
        case .onCall(let rotation): .onCall(people(rotation, instant))
        case .everybodyOnCall: .onCall(table.rotationNames.flatMap { people($0, instant) })
        case .rules(let title):
            .rules(sites(title, instant).map { table.timedRulesThatHold(timedRules, at: $0, instant) })
        }
    }

    /// What can change the answer.
    func causes(of question: TimeQuestion) -> [TimeCause] {
        switch question {
        case .hours(_, let title), .dayOff(let title), .rules(let title): [.site(title), .modes]
        case .onCall(let rotation): [.rotation(rotation)]
        case .everybodyOnCall: table.rotationNames.map { .rotation($0) }
        }
    }

    private func people(_ rotation: String, _ instant: Timestamp) -> [PersonID?] {
        table.onCall(rotation, at: instant).map { [$0.person, $0.next] } ?? []
    }

    private func sites(_ title: String?, _ instant: Timestamp) -> [SiteEntry] {
        guard let title else { return [table.site(nil, at: instant)] }
        return (names[title] ?? []).map { table.site($0, at: instant) }
    }
}

extension Trace {
    /// What was asked about the time, all that the plan depends on.
    var timeQuestions: [TimeQuestion] {
        var site: String?
        return entries.compactMap { entry in
            switch entry.finding {
            case .clock: site = nil
            case .siteClock(_, let title): site = title
            case .hours(let name, _, _), .noHours(let name): return .hours(name, site: site)
            case .dayOff: return .dayOff(site: site)
            case .ruleFails, .moreRulesFail, .ruleHolds: return .rules(site: site)
            // Who is in a group may depend on any rotation.
            case .target(_, .group): return .everybodyOnCall
            case .target(let target, _): return target.timeQuestion
            case .nobodyInAnyStep, .safeRing, .safeCallback: return .everybodyOnCall
            // When a callback is due is a span from now, and changes all the time.
            case .nextOfficeDay, .noOfficeDay: return nil
            case .notOurs, .answers, .does, .key, .pace, .answer, .otherAnswer, .kept, .prefers, .asksAgain, .gaveUp,
                .nobodyInRing, .nobodyInStep, .nextRound,
                .lastRound:
                return nil
            }
            return nil
        }
    }
}

extension ClinicTarget {
    fileprivate var timeQuestion: TimeQuestion? {
        switch self {
        case .onCall(let rotation), .next(let rotation): .onCall(rotation)
        case .phone, .number, .person, .everyone, .queue, .unreadable: nil
        }
    }
}
