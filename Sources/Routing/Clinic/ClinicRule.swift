package import CallModel

/// A rule: when all its conditions hold, the call is marked and goes where the rule says.
///
/// Of the clinic's `rules:` the first that holds decides, before the flow of the number; one without an action leaves
/// the call to that flow. As a step of a flow, a rule without an action leaves it to the next step.
package struct ClinicRule: Hashable, Sendable {
    /// What people call it; its number when `nil`.
    package var name: String?
    /// What must hold, all of it.
    package var conditions: [Placed<ClinicCondition>]
    /// The language that the call goes on in.
    package var language: Placed<String>?
    /// The reason that it stands for: `urgent`.
    package var reason: String?
    /// How the call stands before others.
    package var priority: CallPriority?
    /// The skill that is wanted from here on.
    package var skill: Placed<String>?
    /// The provider who is asked for from here on, by key.
    package var provider: Placed<String>?
    /// What happens.
    package var action: Placed<ClinicAction>?
    /// Where it stands.
    package var position: SourcePosition

    /// A rule of these conditions, which does `action`.
    package init(
        name: String? = nil, conditions: [Placed<ClinicCondition>], action: Placed<ClinicAction>? = nil,
        position: SourcePosition
    ) {
        self.name = name
        self.conditions = conditions
        self.action = action
        self.position = position
    }
}

/// One condition of a rule. Where there are several values, one of them is enough.
package enum ClinicCondition: Hashable, Sendable, Codable {
    /// Who calls.
    case caller([ClinicCaller])
    /// Which of the clinic's numbers was dialled.
    case number([PhoneNumber])
    /// The tag of the dialled number.
    case tag([String])
    /// The site that the call belongs to.
    case site([String])
    /// These hours are open; `holidays` for days off.
    case during(String)
    /// These hours are closed.
    case outside(String)
    /// The day of the week.
    case days([Weekday])
    /// The time of day: from the first to, but not including, the second, in seconds; round midnight when turned.
    case time(from: Int, to: Int)
    /// The reason that a menu or a rule named before.
    case reason([String])
    /// The language of the call.
    case language([String])
    /// The skill that is wanted.
    case skill([String])
    /// The provider who is asked for, by key.
    case provider([String])
    /// How the call stands before others.
    case priority([CallPriority])
    /// Where the caller lives; each a zip code or the beginning of one.
    case zip([String])
    /// At least so many calls run, this one included.
    case calls(atLeast: Int)
    /// At least so many callers wait for a person, this one included.
    case waiting(atLeast: Int)
    /// Something that the loader could not read and has reported.
    case unreadable
}

/// Who calls.
package enum ClinicCaller: Hashable, Sendable, Codable {
    /// This number.
    case number(PhoneNumber)
    /// A number that begins so: `+1602` for area 602.
    case prefix(String)
    /// A number of this list.
    case list(String)
    /// Nobody says who.
    case withheld
    /// The line says so of the number.
    case standing(CallerStanding)
}

/// A named list of callers.
package struct ClinicCallerList: Hashable, Sendable {
    /// The key: `pharmacies`.
    package var name: Placed<String>
    /// Who is in it. No lists.
    package var callers: [Placed<ClinicCaller>]

    /// A list of these callers.
    package init(name: Placed<String>, callers: [Placed<ClinicCaller>]) {
        self.name = name
        self.callers = callers
    }
}

extension ClinicCondition {
    /// What a rule is about, as its `when:` names it.
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case caller, number, tag, site, during, outside, days, time, reason, language, skill, provider, priority, zip,
            calls,
            waiting
    }

    /// The kind; `nil` when it could not be read.
    package var kind: Kind? {
        switch self {
        case .caller: .caller
        case .number: .number
        case .tag: .tag
        case .site: .site
        case .during: .during
        case .outside: .outside
        case .days: .days
        case .time: .time
        case .reason: .reason
        case .language: .language
        case .skill: .skill
        case .provider: .provider
        case .priority: .priority
        case .zip: .zip
        case .calls: .calls
        case .waiting: .waiting
        case .unreadable: nil
        }
    }
}
