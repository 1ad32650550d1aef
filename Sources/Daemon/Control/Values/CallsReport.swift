package import CallModel

/// Calls that run, and calls that are over.
package struct CallsReport: Hashable, Sendable, Codable {
    /// The calls that run, the oldest first.
    package var running: [CallSummary]
    /// Records, the newest first.
    package var past: [PastCall]

    /// A report of these.
    package init(running: [CallSummary], past: [PastCall]) {
        self.running = running
        self.past = past
    }
}

/// A call that runs.
package struct CallSummary: Hashable, Sendable, Codable {
    /// The call.
    package var id: CallID
    /// When its INVITE came.
    package var since: ReportTime
    /// The clinic's number that was dialled.
    package var dialled: String
    /// The caller, redacted unless numbers are revealed; `nil` when withheld.
    package var caller: String?
    /// Where it came from: a trunk's name, or `phone 201`.
    package var source: String
    /// What it is doing, in words: `menu night`, `escalation urgent, round 1, step 2`, `with Dr. Baker`.
    package var stage: String

    /// A call of these parts.
    package init(
        id: CallID, since: Timestamp, dialled: String, caller: PhoneNumber?, source: String, stage: String,
        reveal: Bool
    ) {
        self.id = id
        self.since = ReportTime(since)
        self.dialled = dialled
        self.caller = caller.map { reveal ? $0.e164 : $0.description }
        self.source = source
        self.stage = stage
    }
}

/// The record of a call that is over, as a report says it.
package struct PastCall: Hashable, Sendable, Codable {
    /// How it ended.
    package struct Outcome: Hashable, Sendable, Codable {
        /// `reachedHuman`, `callbackPromised`, `caseOpened`, `abandoned`, `refused`, `informed`, `failed`.
        package var kind: String
        /// The person, the callback's number, the phase or the reason.
        package var detail: String?
        /// The side it is owed to.
        package var partyAtFault: PartyAtFault
    }

    /// One ring of one device.
    package struct Attempt: Hashable, Sendable, Codable {
        package var person: PersonID?
        package var device: String
        package var round: Int
        package var step: Int
        package var started: ReportTime
        package var seconds: Double
        package var result: AttemptResult
    }

    /// The call, and the configuration it was routed with.
    package var id: CallID
    package var configuration: ConfigurationVersion
    /// The clinic's number that was dialled.
    package var dialled: String
    /// The caller, redacted unless numbers are revealed; `nil` when withheld.
    package var caller: String?
    /// Where it came from.
    package var source: String
    /// When each thing happened.
    package var invited: ReportTime
    package var answered: ReportTime?
    package var bridged: ReportTime?
    package var ended: ReportTime?
    /// From the first INVITE to the bridge that a person accepted.
    package var timeToHumanSeconds: Double?
    /// How long the caller was joined with people.
    package var talkSeconds: Double?
    /// How it ended.
    package var outcome: Outcome
    /// Its lines, rings, choices and decisions, in order.
    package var legs: [LegRecord]
    package var attempts: [Attempt]
    package var choices: [String]
    package var trace: [String]
    /// Its recordings: see `nightbell recording`.
    package var recordings: [String]?

    /// What `record` says, with the caller's number in full only when it is to be revealed.
    package init(_ record: CallRecord, reveal: Bool) {
        id = record.id
        configuration = record.configuration
        dialled = record.dialled
        caller = record.caller.map { reveal ? $0.e164 : $0.description }
        source = record.source
        invited = ReportTime(record.times.invited)
        answered = record.times.answered.map(ReportTime.init)
        bridged = record.times.bridged.map(ReportTime.init)
        ended = record.times.ended.map(ReportTime.init)
        timeToHumanSeconds = record.times.timeToHuman.map { $0 / .seconds(1) }
        talkSeconds = record.times.talked.map { $0 / .seconds(1) }
        outcome = Outcome(record.outcome)
        legs = record.legs
        attempts = record.attempts.map { attempt in
            Attempt(
                person: attempt.person, device: attempt.device, round: attempt.round, step: attempt.step,
                started: ReportTime(attempt.started), seconds: (attempt.ended - attempt.started) / .seconds(1),
                result: attempt.result)
        }
        choices = record.choices
        trace = record.trace
        recordings = record.recordings.isEmpty ? nil : record.recordings
    }
}

extension PastCall.Outcome {
    fileprivate init(_ outcome: CallOutcome) {
        let (kind, detail): (String, String?) =
            switch outcome {
            case .reachedHuman(let person): ("reachedHuman", person?.value)
            case .callbackPromised(let id): ("callbackPromised", "\(id)")
            case .caseOpened(let id): ("caseOpened", "\(id)")
            case .abandoned(let phase): ("abandoned", phase.rawValue)
            case .refused(let refusal): ("refused", refusal.rawValue)
            case .informed: ("informed", nil)
            case .failed(let fault): ("failed", fault.rawValue)
            }
        self.init(kind: kind, detail: detail, partyAtFault: outcome.partyAtFault)
    }
}
