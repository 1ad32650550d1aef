package import CallModel
package import Routing

/// One line of a call as a flow sees it: it can be heard, spoken to, joined and hung up.
///
/// A leg is answered and alive from the moment a flow gets it, until ``ended(_:)`` returns. Every waiting member returns
/// at once when the leg ends, the task is cancelled or its deadline is over; none of them hangs for ever.
@Signalling
package protocol Leg: AnyObject, Sendable {
    /// Who is at the end: `caller`, `phone 211`, a redacted number.
    var label: String { get }

    /// How the leg ended; `nil` while it lives.
    var ending: LegEnding? { get }

    /// Starts these prompts, one after another, in place of whatever is playing, and returns at once.
    ///
    /// - Parameter loop: `.forever` starts again at the end (music, ringback).
    func play(_ prompts: [PromptRef], loop: Looping)

    /// Plays these prompts once and waits until they are over.
    ///
    /// - Returns: whether all of them went out to a far side that was listening, to the last of them.
    func playToEnd(_ prompts: [PromptRef]) async -> Heard

    /// Waits until what ``play(_:loop:)`` started is over, was replaced or stopped, or the leg ended.
    func playbackEnded(_ deadline: Deadline?) async

    /// Runs `action` when what plays now is over, was replaced or stopped, or the leg ended; at once when nothing plays.
    func whenPlaybackEnded(_ action: @escaping @Signalling () -> Void)

    /// Stops what is playing.
    func stopPlaying()

    /// The next key, in the order in which they were pressed; keys pressed before the call are kept (type-ahead).
    ///
    /// Only one task may wait at a time.
    ///
    /// - Returns: `nil` when the leg ended, the task was cancelled or the deadline was over.
    func nextKey(_ deadline: Deadline?) async -> Key?

    /// Hears keys however they are sent, as tones too, until it is parted from the leg that it is joined to. Elsewhere it
    /// does so without being asked.
    func hearKeys()

    /// Drops the keys that nobody has read yet.
    func forgetKeys()

    /// Waits for the leg's end. Many tasks may wait.
    ///
    /// - Returns: `nil` only when the waiting task was cancelled or the deadline was over.
    func ended(_ deadline: Deadline?) async -> LegEnding?

    /// Runs `action` when the leg ends, at once when it has.
    func whenEnded(_ action: @escaping @Signalling () -> Void)

    /// Runs `action`, in place of any other, when the leg is over and ``record`` has its last figures; at once when it has.
    func whenCounted(_ action: @escaping @Signalling () -> Void)

    /// Ends the leg with BYE (or a final response before the answer). Returns at once; the leg is over when
    /// ``ended(_:)`` says so. A second call has no effect.
    func hangUp(_ reason: HangUpReason)

    /// Whether the far side has put us on hold.
    var hold: Hold { get }

    /// Runs `action`, in place of any other, whenever ``hold`` changes.
    func whenHeld(_ action: @escaping @Signalling (Hold) -> Void)

    /// Runs `action`, in place of any other, when the far side asks that somebody else take the call (`nil`: never, and
    /// whoever asks is refused).
    func whenReferred(_ action: (@Signalling (any Referral) -> Void)?)

    /// Whether the far side is a phone of the clinic.
    var isOfClinic: Bool { get }

    /// Has `action` give away whom this line talks with, or calls, in place of any other (`nil`: nobody is given away).
    func whenConsulted(_ action: (@Signalling () -> Consulted?)?)

    /// Takes whom this line talks with, or calls, for a caller whom the far side has on another line.
    ///
    /// - Returns: `nil` when there is nobody; otherwise they belong to who asked, and this line is as good as over.
    func takeConsulted() -> Consulted?

    /// Asks the far side whether it is there still; one that is not ends the leg.
    func probe()

    /// What the record says of this leg.
    var record: LegRecord { get }

    /// What another process needs to go on with the leg, in words of whoever made it; `nil` when it cannot be gone on
    /// with.
    var memory: [UInt8]? { get }

    /// Runs `action` whenever ``memory`` may have changed.
    func whenChanged(_ action: @escaping @Signalling () -> Void)
}

extension LegDialer {
    package func dial(_ target: DialTarget, for call: CallID, from phone: String) -> any OutboundAttempt {
        dial(target, for: call, caller: nil)
    }
}

extension Leg {
    // A leg without audio counts nothing, and hears nothing.
    package func whenCounted(_ action: @escaping @Signalling () -> Void) { whenEnded(action) }
    package func hearKeys() {}
    package var memory: [UInt8]? { nil }
    package func whenChanged(_ action: @escaping @Signalling () -> Void) {}
    package func playToEnd(_ prompts: [PromptRef]) async -> Heard { .notToTheEnd }

    /// The next key, without a deadline.
    package func nextKey() async -> Key? { await nextKey(nil) }

    /// Waits for the leg's end, without a deadline.
    package func ended() async -> LegEnding? { await ended(nil) }
}

/// Whether an announcement was heard.
package enum Heard: Hashable, Sendable { case toTheEnd, notToTheEnd }

/// Whether a prompt starts again at its end.
package enum Looping: Sendable { case once, forever }

/// How a leg ended.
package enum LegEnding: Hashable, Sendable {
    /// The far side said BYE, or CANCEL before the answer.
    case remote
    /// We hung up.
    case local(HangUpReason)
    /// No audio came for too long.
    case deadMedia
    /// The far side no longer answers SIP, or its connection is gone.
    case signallingLost
    /// The media engine could not carry it.
    case mediaFailed
}

/// Why we hang up; it becomes the `Reason` header (RFC 3326).
package enum HangUpReason: Hashable, Sendable {
    /// The call is over.
    case normal
    /// Somebody else took the call.
    case answeredElsewhere
    /// The ring time is over.
    case noAnswer
    /// The caller left.
    case callerLeft
    /// The responder declined by key.
    case declined
    /// The daemon is draining.
    case drained
    /// A fault of ours.
    case fault
}

/// The caller's leg: it is answered, or refused, by a flow.
@Signalling
package protocol InboundLeg: Leg {
    /// Says 180 to the caller. May be called again without effect.
    func ring()

    /// Answers (200) and waits for the ACK no longer than RFC 3261 asks; audio may flow when it returns.
    ///
    /// - Throws: ``LegError`` when the caller left first or no RTP endpoint could be had.
    func answer(_ deadline: Deadline?) async throws

    /// Refuses a call that was not answered.
    func refuse(_ refusal: Refusal)
}

/// A ring under way towards one target.
@Signalling
package protocol OutboundAttempt: AnyObject, Sendable {
    /// Comes with ``result``.
    var over: Settlement { get }

    /// What came of it; `nil` while it rings.
    var result: DialOutcome? { get }

    /// Gives up the ring, and is over at once: CANCEL, 487 and ACK, or ACK and BYE for a late 200, are finished behind its
    /// back.
    func cancel(_ reason: HangUpReason)

    /// What another process needs to give up what rings, in words of whoever made it.
    var memories: [[UInt8]] { get }
}

extension OutboundAttempt {
    package var memories: [[UInt8]] { [] }

    /// Waits for the outcome. When the task is cancelled it gives up the ring.
    @inline(__always)
    func outcome() async -> DialOutcome {
        await over.wait()
        if result == nil { cancel(.callerLeft) }
        return result ?? .cancelled
    }
}

/// What came of a ring.
package enum DialOutcome: Sendable {
    /// Somebody, or something, answered.
    case answered(any Leg)
    /// 486 or 600.
    case busy
    /// 603.
    case declined
    /// Not registered, 404, 408, 480, 5xx, transport error, no trunk.
    case unreachable(String)
    /// We gave it up.
    case cancelled
}

/// Makes outbound legs.
@Signalling
package protocol LegDialer: Sendable {
    /// Starts ringing `target` and returns at once. All contacts of a phone are rung together.
    ///
    /// - Parameter caller: the number to show where the trunk allows it.
    func dial(_ target: DialTarget, for call: CallID, caller: PhoneNumber?) -> any OutboundAttempt

    /// The same for a phone that another phone of the clinic calls; it is shown the caller's extension.
    func dial(_ target: DialTarget, for call: CallID, from phone: String) -> any OutboundAttempt

    /// Joins two legs' audio, both ways, until one ends or ``unbridge(_:_:)``; stops what they were playing.
    func bridge(_ first: any Leg, _ second: any Leg)

    /// Parts two legs that were bridged.
    func unbridge(_ first: any Leg, _ second: any Leg)
}

/// Why a leg could not do what it was asked.
package struct LegError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What stands for what went wrong.
    package enum Code: String, Hashable, Sendable { case ended, noMedia, noCommonCodec }
    /// What went wrong.
    package var code: Code
    /// More of it, for the log.
    package var message: String

    /// An error of these parts.
    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
