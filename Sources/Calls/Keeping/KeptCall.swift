package import CallModel
package import Routing

/// A call as it is kept while it runs, so that another process can go on with it.
package struct KeptCall: Hashable, Sendable {
    /// The record as it would be if the call ended now; its outcome and its legs' figures mean nothing yet.
    package var record: CallRecord
    /// Why it went so until now.
    package var trace: CallTrace
    /// Where it stands.
    package var situation: Situation
    /// The caller's line, in the words of whoever made it.
    package var caller: [UInt8]
    /// The line of the person whom the caller talks with; `nil` while there is none.
    package var responder: [UInt8]?
    /// Lines that were answered and are waiting, or too late.
    package var answered: [[UInt8]]
    /// Rings that are under way.
    package var ringing: [[UInt8]]

    /// A call of these parts.
    package init(
        record: CallRecord, trace: CallTrace, situation: Situation, caller: [UInt8], responder: [UInt8]?,
        answered: [[UInt8]] = [], ringing: [[UInt8]] = []
    ) {
        self.record = record
        self.trace = trace
        self.situation = situation
        self.caller = caller
        self.responder = responder
        self.answered = answered
        self.ringing = ringing
    }

    /// Where a call stands.
    package struct Situation: Hashable, Sendable, Codable {
        /// The person whom the caller talks with, and since when.
        package var talk: Talk?
        /// What the engine was told last, as ``CallFacts`` is packed; without digits.
        package var facts: [UInt8]
        /// Where the caller is, should they leave.
        package var phase: CallPhase
        /// What is committed when the call ends before a human took it.
        package var owed: Debt?
        /// What was owed until a person took the caller.
        package var paid: Debt?
        /// What this call has committed and not yet resolved.
        package var obligation: ObligationID?
        /// What the caller was promised.
        package var promise: ObligationID?
        /// The recording under way.
        package var recording: Recording?

        /// A situation of these parts.
        package init(
            talk: Talk? = nil, facts: [UInt8], phase: CallPhase, owed: Debt? = nil, paid: Debt? = nil,
            obligation: ObligationID? = nil, promise: ObligationID? = nil, recording: Recording? = nil
        ) {
            self.paid = paid
            self.recording = recording
            self.talk = talk
            self.facts = facts
            self.phase = phase
            self.owed = owed
            self.obligation = obligation
            self.promise = promise
        }
    }

    /// A recording under way.
    package struct Recording: Hashable, Sendable, Codable {
        /// Whether what is said is kept.
        package enum State: String, Hashable, Sendable, Codable {
            case running
            /// By key.
            case paused
            /// Nobody talks, or who talks has not heard yet that it is recorded.
            case unannounced

            /// A state that only a later version knows is no reason to give the call up: until it is announced, nothing
            /// is recorded.
            package init(from decoder: any Decoder) throws {
                self = State(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .unannounced
            }
        }

        /// What it is called.
        package var name: String
        /// The key by which who took the call stops it for a while.
        package var pauseKey: Key?
        package var state: State

        /// A recording of these parts.
        package init(name: String, pauseKey: Key?, state: State = .running) {
            self.name = name
            self.pauseKey = pauseKey
            self.state = state
        }
    }

    /// Two people talk.
    package struct Talk: Hashable, Sendable, Codable {
        /// The device of whom the caller talks with.
        package var device: RungDevice
        /// When they were joined.
        package var since: Timestamp

        /// A talk of these parts.
        package init(device: RungDevice, since: Timestamp) {
            self.device = device
            self.since = since
        }
    }
}

/// Keeps calls while they run. The daemon stands behind it; `nil` in ``CallServices`` where calls end with the process.
///
/// - Isolation: signalling. It must not wait, and it cannot fail.
@Signalling
package protocol CallKeeper: AnyObject, Sendable {
    /// Something of the call that is kept has changed. The keeper asks for the whole when it has time, once for many
    /// changes, and not after the call's record was handed over. In haste it asks before this returns.
    func changed(_ call: CallID, _ haste: KeepingHaste, _ whole: @escaping @Signalling () -> KeptCall?)
}

/// How soon what changed must be kept.
package enum KeepingHaste: Hashable, Sendable {
    /// With what else changes in this moment.
    case soon
    /// With the next commit: before it nobody else could name what there is now.
    case atOnce
}
