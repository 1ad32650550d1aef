package import CallModel
import Routing

/// What the verbs and flows of one call share: its legs, what it owes, and its story so far.
///
/// It holds state and decides nothing; the verbs are extensions under `Verbs/`, one to a file.
///
/// - Isolation: signalling.
@Signalling
final class Call {
    /// Its arrival, the services it has, and who watches.
    private let inbound: InboundCall
    /// The configuration in force when it began.
    var configuration: ConfigurationVersion
    /// The caller's leg.
    let leg: any InboundLeg
    /// The caller's keys.
    let keys: KeyReader
    /// What the engine is told.
    var facts: CallFacts
    /// How far it has come in its plan.
    var course: Course
    /// Where the caller is, should they leave now.
    var phase = CallPhase.beforeAnswer
    /// The record in the making.
    var story: CallStory
    /// What is committed if the call ends before a human took it: stated beforehand, so that no way out can miss it.
    var owed: Debt?
    /// What was owed until a person took the caller: owed again while nobody has them.
    var paid: Debt?
    /// What this call has committed and not yet resolved.
    var obligation: ObligationID?
    /// The obligation that the caller was promised.
    var promise: ObligationID?
    /// Whether the store has failed this call.
    var store = StoreHealth.working
    /// The device that was bridged; `nil` until one is.
    var bridged: RungDevice?
    /// The two who talk; `nil` while nobody does.
    var talk: Joined?
    /// Comes when the hold is over for which the caller hears music; `nil` while nobody holds.
    var resumed: Settlement?
    /// Whom this caller, a phone of the clinic, has given to another call.
    var consulted: Consulted?
    /// When a wish to pass the caller on came to nothing last.
    var wished: Duration?
    /// What an earlier process had written of the call: lines that are over, and recordings.
    var earlier: (legs: [LegRecord], recordings: [String]) = ([], [])
    /// The recording of the call, from its beginning to the end of the call.
    var recording: (any CallRecording)?
    /// What another process would have to know of it.
    var recordingState: KeptCall.Recording?
    /// The rings that are under way, so that they can be told why they are given up.
    var ringing: [any OutboundAttempt] = []
    /// How many devices were rung.
    var dialled = 0
    /// Every outbound leg that was answered.
    var responders: [any Leg] = []
    /// How often each menu met silence, and a key it does not have.
    var silences: [String: Int] = [:]
    var wrongKeys: [String: Int] = [:]
    /// How often each question got no digits, or too few.
    var unanswered: [String: Int] = [:]

    /// How often the caller was asked for the PIN.
    var tries = 0

    init(_ inbound: InboundCall, dialled: PhoneNumber, _ leg: any InboundLeg) {
        self.inbound = inbound
        let (arrival, services) = (inbound.arrival, inbound.services)
        configuration = services.routing.configuration
        self.leg = leg
        keys = KeyReader(leg)
        facts = CallFacts(dialled: dialled, caller: arrival.caller)
        course = Course(loop: LoopGuard(services.limits))
        story = CallStory(invited: arrival.invited, configuration, lines: services.limits.recordLines)
    }

    var arrival: CallArrival { inbound.arrival }
    var services: CallServices { inbound.services }
    var clock: CallClock { services.clock }
    var limits: CallLimits { services.limits }
    var now: Timestamp { services.wallClock.now() }
    /// The language that prompts of our own are spoken in.
    var language: String { facts.language ?? "en" }

    /// Whether there is nobody left to serve: the caller is gone, or the task was cancelled. After it, every wait
    /// returns at once and says nothing, so flows look here before they draw a conclusion from silence.
    var isOver: Bool { Task.isCancelled || leg.ending != nil }

    /// What a responder's line is told when the call is over before they were bridged.
    var stopReason: HangUpReason { leg.ending == nil && promise == nil ? .drained : .callerLeft }

    /// Tells the observer.
    func observe(_ event: CallEvent) { inbound.observer?.observe(event, of: arrival.id, at: now) }

    /// Gives up every ring that is under way, with the reason that its CANCEL shall carry.
    func stopRinging(_ reason: HangUpReason) {
        for attempt in ringing { attempt.cancel(reason) }
        ringing = []
    }

    /// A built-in prompt in the call's language.
    func prompt(_ prompt: BuiltInPrompt) -> PromptRef { PromptRef(prompt.rawValue, language: language) }
}

/// What is committed if the call ends before a human took it.
package struct Debt: Hashable, Sendable, Codable {
    package var kind: ObligationKind
    package var number: PhoneNumber?
    package var reason: String
    /// From the commit.
    package var due: Duration

    /// A debt of these parts.
    package init(kind: ObligationKind, number: PhoneNumber?, reason: String, due: Duration) {
        self.kind = kind
        self.number = number
        self.reason = reason
        self.due = due
    }
}

/// Whether the store keeps what this call gives it.
enum StoreHealth: Hashable, Sendable { case working, failed }
