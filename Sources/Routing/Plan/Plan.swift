package import CallModel

/// What a call does next: data that Calls obeys, step by step, until an instruction ends the call or asks again.
package struct Plan: Hashable, Sendable, Codable {
    /// The instructions, in order. The last one either ends the call or leads to a new ``DecisionPoint``.
    package var instructions: [Instruction]

    /// A plan of these instructions.
    package init(_ instructions: [Instruction]) { self.instructions = instructions }
}

/// One thing for the call to do.
package enum Instruction: Hashable, Sendable, Codable {
    /// Play these prompts one after another; a key stops them and is kept for the next menu when `bargeIn` is set.
    case say([PromptRef], bargeIn: BargeIn)
    /// Ask for a key; then decide again at `.key`, `.silence` or `.wrongKey` of this menu.
    case menu(MenuPlan)
    /// Ask for digits, such as a zip code; then decide again at `.answered` of this question.
    case collect(CollectPlan)
    /// Ring without urgency, as a front desk; on failure go on with the next instruction.
    case ring(RingPlan)
    /// Ring people step by step until one accepts; when nobody does, decide again at `.exhausted`.
    case escalate(EscalationPlan)
    /// Take a callback number, read it back, commit it, then promise. Ends the call.
    case takeCallback(CallbackPlan)
    /// Ask for the PIN, then for a mode, and set it; when the caller asks for a person instead, decide again at
    /// `.askedForPerson`.
    case setMode(ModePlan)
    /// End the call.
    case hangUp
}

/// Whether a key ends a prompt.
package enum BargeIn: String, Hashable, Sendable, Codable {
    /// A key stops the prompt and is kept.
    case allowed
    /// An announcement plays to its end; keys are kept.
    case announcement
}

/// A prompt by its name in the configuration, in a language: `greeting` in `en`.
package struct PromptRef: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The key under `prompts:`, or a built-in name (see ``BuiltInPrompt``).
    package var name: String
    /// The language tag, `en`.
    package var language: String

    /// The prompt `name` in `language`.
    package init(_ name: String, language: String) {
        self.name = name
        self.language = language
    }

    package var description: String { "\(name).\(language)" }
}

/// Prompts that every clinic has without configuring them; a clinic may override each under `prompts:`.
package enum BuiltInPrompt: String, Hashable, Sendable, Codable, CaseIterable {
    /// "Please hold, we are reaching the on-call provider. To leave your number instead, press 9."
    case reaching = "nightbell-reaching"
    /// "We are still trying to reach someone. …" Played between rounds of music.
    case comfort = "nightbell-comfort"
    /// "Please enter the number where we can call you back, then press pound."
    case enterNumber = "nightbell-enter-number"
    /// "Your number is" – digits follow.
    case yourNumberIs = "nightbell-your-number-is"
    /// "To confirm, press 1. To enter it again, press 2."
    case confirmNumber = "nightbell-confirm-number"
    /// "Thank you. We have your number, and we will call you back."
    case callbackPromised = "nightbell-callback-promised"
    /// "We could not store your number. Please stay on the line."
    case callbackFailed = "nightbell-callback-failed"
    /// To the responder: "Urgent call for the clinic. Press 1 to accept, 2 to decline."
    case whisper = "nightbell-whisper"
    /// To the responder who accepted: "Connecting."
    case connecting = "nightbell-connecting"
    /// To a responder who was too late: "Someone else has taken the call. Good bye."
    case takenElsewhere = "nightbell-taken-elsewhere"
    /// "That key is not in the list."
    case wrongKey = "nightbell-wrong-key"
    /// "We did not get that." Before a question is asked again.
    case notUnderstood = "nightbell-not-understood"
    /// "You entered" – digits follow.
    case youEntered = "nightbell-you-entered"
    /// "If this is right, press 1. To enter it again, press 2."
    case confirmDigits = "nightbell-confirm-digits"
    /// "If this is an emergency, please hang up and dial 9 1 1." The line that belongs before all others.
    case emergency = "nightbell-emergency"
    /// "We are sorry, something went wrong. We are connecting you to a person."
    case trouble = "nightbell-trouble"
    /// "Good bye."
    case goodbye = "nightbell-goodbye"
    /// "This is for the staff of the clinic. Enter the PIN, then press pound. For anything else, press 0."
    case enterPIN = "nightbell-enter-pin"
    /// "That is not right."
    case wrongPIN = "nightbell-wrong-pin"
    /// "For" – the name of a mode follows.
    case modeFor = "nightbell-mode-for"
    /// "press" – a digit follows.
    case modePress = "nightbell-mode-press"
    /// "For the usual hours, press star."
    case modeUsual = "nightbell-mode-usual"
    /// "From now on the clinic is in this mode:" – the name of a mode follows.
    case modeSet = "nightbell-mode-set"
    /// "From now on the clinic keeps its usual hours."
    case modeCleared = "nightbell-mode-cleared"
    /// "We could not save the mode."
    case modeFailed = "nightbell-mode-failed"
    /// "No mode was set."
    case modeUnchanged = "nightbell-mode-unchanged"
    /// To both sides: "This call may be recorded."
    case recordingConsent = "nightbell-recording"
    /// To who paused the recording, and let it go on.
    case recordingPaused = "nightbell-recording-paused"
    case recordingResumed = "nightbell-recording-resumed"
    /// Ringback tone, generated.
    case ringback = "nightbell-ringback"
    /// Hold music, generated when the clinic has none.
    case music = "nightbell-music"
    case digit0 = "nightbell-0"
    case digit1 = "nightbell-1"
    case digit2 = "nightbell-2"
    case digit3 = "nightbell-3"
    case digit4 = "nightbell-4"
    case digit5 = "nightbell-5"
    case digit6 = "nightbell-6"
    case digit7 = "nightbell-7"
    case digit8 = "nightbell-8"
    case digit9 = "nightbell-9"

    /// The prompt that speaks a digit 0…9.
    package static func digit(_ value: Int) -> BuiltInPrompt? { BuiltInPrompt(rawValue: "nightbell-\(value)") }
}

/// A menu: what is said, which keys are there, how long to wait.
package struct MenuPlan: Hashable, Sendable, Codable {
    /// The menu's name in the configuration.
    package var menu: String
    /// What is said; a key stops it.
    package var prompts: [PromptRef]
    /// The keys that lead somewhere, in ascending order.
    package var keys: [Key]
    /// How long after the prompt the first key may take.
    package var firstKeyTimeout: Duration

    /// A menu of these parts.
    package init(menu: String, prompts: [PromptRef], keys: [Key], firstKeyTimeout: Duration) {
        self.menu = menu
        self.prompts = prompts
        self.keys = keys
        self.firstKeyTimeout = firstKeyTimeout
    }
}

/// A plain ring: all targets together, or each some time after the one before it.
package struct RingPlan: Hashable, Sendable, Codable {
    /// Who is rung; never empty.
    package var targets: [DialTarget]
    /// How long each rings.
    package var ringTime: Duration
    /// How long after the one before it each begins, at the most ``ringTime``; `nil` for all together.
    package var apart: Duration?
    /// A queue: they are rung again and again until so long has passed; `nil` for one ring.
    package var patience: Duration?
    /// What the caller hears meanwhile.
    package var callerHears: PromptRef
    /// What a responder hears before the key, where one is needed.
    package var whisper: [PromptRef]

    /// A ring of these parts.
    package init(
        targets: [DialTarget], ringTime: Duration, apart: Duration? = nil, patience: Duration? = nil,
        callerHears: PromptRef, whisper: [PromptRef]
    ) {
        self.targets = targets
        self.ringTime = ringTime
        self.apart = apart
        self.patience = patience
        self.callerHears = callerHears
        self.whisper = whisper
    }

    /// How long it lasts when nobody accepts and nobody is busy.
    package var longest: Duration {
        let once = ringTime + (apart ?? .zero) * max(0, targets.count - 1)
        return patience.map { max($0, once) } ?? once
    }
}

/// An escalation policy with its targets resolved for one instant.
package struct EscalationPlan: Hashable, Sendable, Codable {
    /// The policy's name.
    package var policy: String
    /// Which round this is, from 1. After the last step of a round Calls decides again at `.exhausted`, and the
    /// engine answers with the next round (targets resolved anew) or the final step.
    package var round: Int
    /// The steps. A step without targets is in the trace but not here.
    package var steps: [EscalationStep]
    /// Said to the caller first, before the waiting sound.
    package var opening: [PromptRef]
    /// What the caller hears while people are rung.
    package var callerHears: PromptRef
    /// Said over the waiting sound now and then.
    package var comfort: PromptRef?
    /// How often.
    package var comfortInterval: Duration
    /// The key that lets the caller leave a number instead; the escalation goes on as an open case.
    package var leaveNumberKey: Key?
    /// What a responder hears after answering: clinic, urgency, reason, and the keys.
    package var whisper: [PromptRef]
    /// How long an answered device may take to press the key before it counts as no answer.
    package var acceptTimeout: Duration
    /// The reason as the menu names it: `urgent`.
    package var reason: String
    /// What the caller who leaves a number, or leaves, is owed.
    package var obligationDue: Duration
    /// The language of the call.
    package var language: String

    /// An escalation of these parts.
    package init(
        policy: String, round: Int, steps: [EscalationStep], opening: [PromptRef], callerHears: PromptRef,
        comfort: PromptRef?, comfortInterval: Duration, leaveNumberKey: Key?, whisper: [PromptRef],
        acceptTimeout: Duration, reason: String, obligationDue: Duration, language: String
    ) {
        self.policy = policy
        self.round = round
        self.steps = steps
        self.opening = opening
        self.callerHears = callerHears
        self.comfort = comfort
        self.comfortInterval = comfortInterval
        self.leaveNumberKey = leaveNumberKey
        self.whisper = whisper
        self.acceptTimeout = acceptTimeout
        self.reason = reason
        self.obligationDue = obligationDue
        self.language = language
    }
}

/// One step of an escalation.
package struct EscalationStep: Hashable, Sendable, Codable {
    /// The step's number in the policy, from 1.
    package var number: Int
    /// What it is called: `on-call providers`.
    package var name: String
    /// Who is rung, in order; never empty.
    package var targets: [DialTarget]
    /// All at once, or one after another.
    package var order: RingOrder
    /// How long each ring lasts (in order), or all (together).
    package var ringTime: Duration
    /// How long before the end of the step before it this one begins; zero for no overlap.
    package var startsEarly: Duration

    /// A step of these parts.
    package init(
        number: Int, name: String, targets: [DialTarget], order: RingOrder, ringTime: Duration,
        startsEarly: Duration = .zero
    ) {
        self.number = number
        self.name = name
        self.targets = targets
        self.order = order
        self.ringTime = ringTime
        self.startsEarly = startsEarly
    }
}

/// How the targets of a step are rung.
package enum RingOrder: String, Hashable, Sendable, Codable { case together, inOrder }

/// How a callback number is taken.
package struct CallbackPlan: Hashable, Sendable, Codable {
    /// What is owed.
    package var kind: ObligationKind
    /// The reason as the menu names it.
    package var reason: String
    /// By when a human should have acted, counted from the commit.
    package var due: Duration
    /// The language of the call.
    package var language: String

    /// A callback of these parts.
    package init(kind: ObligationKind, reason: String, due: Duration, language: String) {
        self.kind = kind
        self.reason = reason
        self.due = due
        self.language = language
    }
}
