import CallModel

/// One of the clinic's numbers.
final class NumberEntry: Sendable {
    /// Its digits.
    let key: DigitKey?
    let flow: String
    let language: String
    /// The language's place among the clinic's.
    let languagePlace: Int
    let tag: String?
    /// Its site; the clinic itself when it has none of its own.
    let site: SiteEntry
    /// What is said on it in place of other prompts.
    let prompts: [String: String]
    let pace: Pace

    init(_ number: ClinicNumber, flow: String, languages: [String], site: SiteEntry) {
        key = DigitKey(number.number.value.e164)
        self.flow = flow
        let language = number.language?.value ?? languages.first ?? "en"
        self.language = language
        languagePlace = languages.firstIndex(of: language) ?? 0
        tag = number.tag
        self.site = site
        prompts = number.prompts.mapValues(\.value)
        pace = number.pace
    }
}

/// A flow's steps; names in them are sound.
final class FlowEntry: Sendable {
    let steps: [FlowStep]

    init(steps: [FlowStep]) { self.steps = steps }
}

/// One step of a flow, with what it names looked up.
enum FlowStep: Sendable {
    case say(Spoken, BargeIn)
    case during(String, ClinicAction)
    case ring(RingEntry)
    case site(String)
    case rule(RuleEntry)
    case perform(ClinicAction)
    case nothing
}

/// A ring of a flow.
final class RingEntry: Sendable {
    let targets: [TargetEntry]
    let ringTime: Duration
    let apart: Duration?
    let callerHears: Spoken

    init(targets: [TargetEntry], ringTime: Duration, apart: Duration?, callerHears: Spoken) {
        self.targets = targets
        self.ringTime = ringTime
        self.apart = apart
        self.callerHears = callerHears
    }
}

/// A menu with every way out of it filled in.
final class MenuEntry: Sendable {
    /// What a key does.
    final class Option: Sendable {
        let key: Key
        let reason: String?
        let language: String?
        let pace: Pace?
        let action: ClinicAction
        /// What the trace says of it.
        let finding: TraceFinding

        init(key: Key, reason: String? = nil, language: String? = nil, pace: Pace? = nil, action: ClinicAction) {
            self.key = key
            self.reason = reason
            self.language = language
            self.pace = pace
            self.action = action
            finding = .key(key, reason: reason, language: language, action)
        }
    }

    struct Patience: Sendable {
        var repeats: Int
        var then: ClinicAction
    }

    let prompts: Spoken
    /// By ascending key.
    let options: [Option]
    let keys: [Key]
    let silence: Patience
    let wrongKey: Patience
    let wait: Duration

    init(prompts: Spoken, options: [Option], silence: Patience, wrongKey: Patience, wait: Duration) {
        self.prompts = prompts
        self.options = options
        keys = options.map(\.key)
        self.silence = silence
        self.wrongKey = wrongKey
        self.wait = wait
    }

    /// What `key` does; `nil` when it is not in the menu.
    func option(_ key: Key) -> Option? { options.first { $0.key == key } }
}

/// A question with every way out of it filled in.
final class QuestionEntry: Sendable {
    let prompts: Spoken
    let digits: ClosedRange<Int>
    let wait: Duration
    let nextDigit: Duration
    let readBack: CollectPlan.ReadBack
    let keeps: KeptDigits?
    let answers: [String: ClinicAction]
    /// The lengths of the answers' beginnings, the longest first.
    let lengths: [Int]
    let otherwise: ClinicAction
    let silence: MenuEntry.Patience
    /// Where a lone 0 leads.
    let person: ClinicAction

    init(_ question: ClinicQuestion, _ prompts: Spoken, person: ClinicAction) {
        self.prompts = prompts
        digits = question.digits
        wait = question.wait
        nextDigit = question.nextDigit
        readBack = question.readBack
        keeps = question.keeps
        answers = Dictionary(question.answers.map { ($0.beginning.value, $0.action.value) }) { first, _ in first }
        lengths = Set(answers.keys.map(\.utf8.count)).sorted(by: >)
        otherwise = question.otherwise?.value ?? person
        silence = .init(repeats: question.silence?.repeats ?? 1, then: question.silence?.then.value ?? person)
        self.person = person
    }
}

/// A department's queue with everything that is not said filled in.
final class QueueEntry: Sendable {
    let targets: [TargetEntry]
    let ringTime: Duration
    let wait: Duration
    let callerHears: Spoken
    let then: ClinicAction

    init(targets: [TargetEntry], ringTime: Duration, wait: Duration, callerHears: Spoken, then: ClinicAction) {
        self.targets = targets
        self.ringTime = ringTime
        self.wait = wait
        self.callerHears = callerHears
        self.then = then
    }
}
