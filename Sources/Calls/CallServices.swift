package import CallModel
package import Routing

/// What calls need of the world. It is one object for all calls that begin while nothing of it changes.
///
/// - Isolation: signalling. Set what is to be set before the first call has it.
@Signalling
package final class CallServices {
    /// Decides.
    package var routing: any RoutingService
    /// Rings and joins.
    package var dialer: any LegDialer
    /// Keeps what must last.
    package var journal: any CallJournal
    /// Knows the PIN, and sets modes; `nil` where that cannot be done on the telephone.
    package var modes: (any ModeDesk)?
    /// Records; `nil` where nothing is recorded.
    package var recorder: (any CallRecorder)?
    /// Keeps calls while they run; `nil` where they end with the process.
    package var keeper: (any CallKeeper)?
    /// What waiting is measured by.
    package var clock: CallClock
    /// What records are dated by.
    package var wallClock: WallClock
    /// The bounds of one call.
    package var limits: CallLimits
    /// How busy the clinic is; `nil` when nobody counts.
    package var load: @Signalling @Sendable () -> CallLoad? = { nil }

    /// Services of these parts.
    package init(
        routing: any RoutingService, dialer: any LegDialer, journal: any CallJournal, clock: CallClock,
        wallClock: WallClock, limits: CallLimits = CallLimits()
    ) {
        self.routing = routing
        self.dialer = dialer
        self.journal = journal
        self.clock = clock
        self.wallClock = wallClock
        self.limits = limits
    }
}

/// The bounds of one call: a deadline behind every wait, and an end to every loop.
package struct CallLimits: Hashable, Sendable {
    /// How long the engine may take for a decision before the safe plan is taken in its place.
    package var decision: Duration = .milliseconds(500)
    /// Decisions asked of the engine before the call is taken to run in circles.
    package var decisions = 60
    /// Instructions obeyed, likewise.
    package var instructions = 400
    /// Times the safe plan is asked for before the call ends as a fault of ours.
    package var rescues = 4
    /// Times the PIN is asked for.
    package var tries = 3
    /// Rings of devices.
    package var attempts = 200
    /// Lines of trace and choices kept for the record.
    package var recordLines = 400
    /// The longest that one series of prompts may take.
    package var prompt: Duration = .seconds(300)
    /// The longest that two people may talk.
    package var talk: Duration = .seconds(8 * 3600)
    /// How long the caller's ACK may take, transactions and all.
    package var answer: Duration = .seconds(40)
    /// How long a plain ring waits for the accepting key; an escalation names its own.
    package var accept: Duration = .seconds(15)
    /// How long somebody to whom a caller is passed on is rung.
    package var transfer: Duration = .seconds(25)
    /// How long a phone rings that another phone called.
    package var extensionRing: Duration = .seconds(60)
    /// How long the store may take to commit an obligation before it counts as failed.
    package var commit: Duration = .seconds(5)
    /// The pauses between the tries to commit an obligation.
    package var commitPauses: [Duration] = [.milliseconds(250), .seconds(1)]
    /// How long the end of a leg is waited for, so that its last figures are in the record.
    package var hangUp: Duration = .seconds(2)
    /// How long a responder who came too late may take to hear so.
    package var farewell: Duration = .seconds(6)
    /// How long it may take to tell both sides that they are recorded.
    package var announcement: Duration = .seconds(30)
    /// The first key of a callback number, after the prompt.
    package var firstDigit: Duration = .seconds(8)
    /// Each further key of a callback number.
    package var nextDigit: Duration = .seconds(4)

    /// The bounds that a clinic needs.
    package init() {}
}
