/// A flow: steps that a call takes one after another.
package struct ClinicFlow: Sendable {
    /// The key: `main`.
    package var name: Placed<String>
    /// The steps.
    package var steps: [Placed<ClinicStep>]

    /// A flow of these parts.
    package init(name: Placed<String>, steps: [Placed<ClinicStep>]) {
        self.name = name
        self.steps = steps
    }
}

/// One step of a flow.
package enum ClinicStep: Hashable, Sendable {
    /// Play prompts and go on.
    case say([Placed<String>], BargeIn)
    /// While these hours are open, do that; else go on.
    case during(Placed<String>, Placed<ClinicAction>)
    /// Ring; when nobody answers, go on.
    case ring(ClinicRing)
    /// From here on the call is this site's: its clock, its hours, its desk.
    case site(Placed<String>)
    /// When the rule holds, do what it says; else go on.
    case rule(ClinicRule)
    /// Do that, and do not come back.
    case perform(Placed<ClinicAction>)
    /// Something that the loader could not read and has reported.
    case unreadable
}

/// What a key, a condition or the end of a flow leads to.
package enum ClinicAction: Hashable, Sendable, Codable {
    /// `flow front-desk`: on with that flow.
    case flow(String)
    /// `menu night`: ask that menu.
    case menu(String)
    /// `escalate urgent`: ring people until one accepts.
    case escalate(String)
    /// `callback next office day`: take a number.
    case callback(CallbackDue)
    /// `ask which-office`: ask that question.
    case ask(String)
    /// `queue scheduling`: let them wait for that department.
    case queue(String)
    /// `voicemail scheduling`: take a number for that department to call back on its next office day.
    case voicemail(String)
    /// `repeat`: ask the same menu again.
    case repeatMenu
    /// `set mode`: let those who know the PIN put the clinic into a mode.
    case setMode
    /// `hang up`.
    case hangUp
    /// Something that the loader could not read and has reported.
    case unreadable
}

/// By when a callback is owed.
package enum CallbackDue: Hashable, Sendable, Codable {
    /// `callback within 4h`.
    case within(Duration)
    /// `callback next office day`: before the `office` hours of the next day that has some end.
    case nextOfficeDay
}

/// A ring without urgency.
package struct ClinicRing: Hashable, Sendable {
    /// Who is rung.
    package var targets: [Placed<ClinicTarget>]
    /// How long.
    package var ringTime: Duration
    /// What the caller hears meanwhile; ringback when `nil`.
    package var callerHears: Placed<String>?
    /// How long after the one before it each begins; all together when `nil`.
    package var apart: Placed<Duration>?

    /// A ring of these parts.
    package init(
        targets: [Placed<ClinicTarget>], ringTime: Duration, callerHears: Placed<String>? = nil,
        apart: Placed<Duration>? = nil
    ) {
        self.targets = targets
        self.ringTime = ringTime
        self.callerHears = callerHears
        self.apart = apart
    }
}

/// A menu: what is said, and what each key does.
package struct ClinicMenu: Sendable {
    /// The key: `night`.
    package var name: Placed<String>
    /// What is said.
    package var prompts: [Placed<String>]
    /// The keys.
    package var keys: [ClinicMenuKey]
    /// After no key; the person at once when `nil`.
    package var silence: ClinicPatience?
    /// After a key that is not there; twice again and then the person when `nil`.
    package var wrongKey: ClinicPatience?
    /// How long after the prompt the first key may take.
    package var wait: Duration

    /// A menu of these parts.
    package init(
        name: Placed<String>, prompts: [Placed<String>], keys: [ClinicMenuKey], silence: ClinicPatience? = nil,
        wrongKey: ClinicPatience? = nil, wait: Duration = .seconds(5)
    ) {
        self.name = name
        self.prompts = prompts
        self.keys = keys
        self.silence = silence
        self.wrongKey = wrongKey
        self.wait = wait
    }
}

/// One key of a menu.
package struct ClinicMenuKey: Hashable, Sendable {
    /// The key.
    package var key: Placed<Key>
    /// The reason that it stands for: `urgent`.
    package var reason: String?
    /// The language that it chooses.
    package var language: Placed<String>?
    /// The pace that it chooses.
    package var pace: Pace?
    /// What it does.
    package var action: Placed<ClinicAction>

    /// A key of these parts.
    package init(
        key: Placed<Key>, reason: String? = nil, language: Placed<String>? = nil, action: Placed<ClinicAction>
    ) {
        self.key = key
        self.reason = reason
        self.language = language
        self.action = action
    }
}

/// How often a menu asks again, and what then.
package struct ClinicPatience: Hashable, Sendable {
    /// How often it asks again, 0…9.
    package var repeats: Int
    /// What then.
    package var then: Placed<ClinicAction>

    /// A patience of these parts.
    package init(repeats: Int, then: Placed<ClinicAction>) {
        self.repeats = repeats
        self.then = then
    }
}
