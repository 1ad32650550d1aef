/// What happened in one call: written once, when it is over.
package struct CallRecord: Hashable, Sendable, Codable {
    /// The call.
    package var id: CallID
    /// The configuration it was routed with.
    package var configuration: ConfigurationVersion
    /// The clinic's number that was dialled, as E.164, or as it came when it is none of ours.
    package var dialled: String
    /// The caller's number; `nil` when withheld or not a number.
    package var caller: PhoneNumber?
    /// Where the call came from: a trunk's name, or `phone 201`.
    package var source: String
    /// When each thing happened; absent when it did not.
    package var times: SignallingTimes
    /// How it ended.
    package var outcome: CallOutcome
    /// The lines of the call, the caller's first.
    package var legs: [LegRecord]
    /// Every ring of every device, in order.
    package var attempts: [AttemptRecord]
    /// Keys that mattered, as decisions name them (`night: 5 urgent`), never free digits such as a callback number.
    package var choices: [String]
    /// The decisions' traces, one line each. A record that is handed over to be written has none: the words are made
    /// of the values that are kept with it, when it is read.
    package var trace: [String]
    /// The recordings of the call, by the names under which they can be asked for.
    package var recordings: [String]

    /// A record of these facts.
    package init(
        id: CallID, configuration: ConfigurationVersion, dialled: String, caller: PhoneNumber?, source: String,
        times: SignallingTimes, outcome: CallOutcome, legs: [LegRecord] = [], attempts: [AttemptRecord] = [],
        choices: [String] = [], trace: [String] = [], recordings: [String] = []
    ) {
        self.recordings = recordings
        self.id = id
        self.configuration = configuration
        self.dialled = dialled
        self.caller = caller
        self.source = source
        self.times = times
        self.outcome = outcome
        self.legs = legs
        self.attempts = attempts
        self.choices = choices
        self.trace = trace
    }
}

/// The instants that a call's waiting is measured by.
package struct SignallingTimes: Hashable, Sendable, Codable {
    /// The first INVITE arrived.
    package var invited: Timestamp
    /// Our 200 left.
    package var answered: Timestamp?
    /// A person accepted and both were bridged.
    package var bridged: Timestamp?
    /// The caller's leg was over.
    package var ended: Timestamp?
    /// How long the caller was joined with people, all bridges together; `nil` when never.
    package var talked: Duration?

    /// The times of a call that has just arrived.
    package init(
        invited: Timestamp, answered: Timestamp? = nil, bridged: Timestamp? = nil, ended: Timestamp? = nil,
        talked: Duration? = nil
    ) {
        self.talked = talked
        self.invited = invited
        self.answered = answered
        self.bridged = bridged
        self.ended = ended
    }

    /// The headline number: from the first INVITE to the bridge that a person accepted.
    package var timeToHuman: Duration? { bridged.map { $0 - invited } }
}

/// One line of a call.
package struct LegRecord: Hashable, Sendable, Codable {
    /// Who is at its end: `caller`, `phone 211`, or a redacted number.
    package var party: String
    /// Inbound or outbound, as seen from here.
    package var direction: LegDirection
    /// The SIP Call-ID, to find it in a capture.
    package var sipCallID: String
    /// How the leg ended, in the field's words: `bye from caller`, `busy`, `cancelled: answered elsewhere`.
    package var ending: String
    /// RTP packets received and sent.
    package var packetsReceived: UInt64
    package var packetsSent: UInt64
    /// How its audio was; `nil` when no audio was agreed on.
    package var quality: LegQuality?

    /// A leg of these facts.
    package init(
        party: String, direction: LegDirection, sipCallID: String, ending: String, packetsReceived: UInt64 = 0,
        packetsSent: UInt64 = 0, quality: LegQuality? = nil
    ) {
        self.quality = quality
        self.party = party
        self.direction = direction
        self.sipCallID = sipCallID
        self.ending = ending
        self.packetsReceived = packetsReceived
        self.packetsSent = packetsSent
    }
}

/// Which way a leg was set up.
package enum LegDirection: String, Hashable, Sendable, Codable { case inbound, outbound }

/// One ring of one device.
package struct AttemptRecord: Hashable, Sendable, Codable {
    /// Who was rung; `nil` for a bare number or phone.
    package var person: PersonID?
    /// The device: `phone 211`, or a redacted number.
    package var device: String
    /// The escalation's round and step, from 1; both 1 for a plain ring.
    package var round: Int
    package var step: Int
    /// When the ring began and ended.
    package var started: Timestamp
    package var ended: Timestamp
    /// What came of it.
    package var result: AttemptResult

    /// An attempt of these facts.
    package init(
        person: PersonID?, device: String, round: Int, step: Int, started: Timestamp, ended: Timestamp,
        result: AttemptResult
    ) {
        self.person = person
        self.device = device
        self.round = round
        self.step = step
        self.started = started
        self.ended = ended
        self.result = result
    }
}

/// What came of ringing one device.
package enum AttemptResult: String, Hashable, Sendable, Codable, CaseIterable {
    /// A person accepted: a key, or a trusted phone answered.
    case accepted
    /// A person pressed 2, or the phone declined (603).
    case declined
    /// Answered, but nobody accepted: most likely a voicemail.
    case notAccepted
    /// The ring time ended.
    case noAnswer
    /// 486 or 600.
    case busy
    /// Not registered, 404, 480, 5xx, time-out or no route.
    case unreachable
    /// Somebody else accepted first.
    case answeredElsewhere
    /// The caller hung up, or left a number instead.
    case callerLeft
}
