import CallModel
import FoundationEssentials
import GRDB
import Routing

extension [QueuedRecord] {
    /// Writes the records with their legs and attempts.
    ///
    /// - Throws: `SQLITE_CONSTRAINT` when one of the calls has a record already.
    func insert(_ db: Database) throws {
        guard !isEmpty else { return }
        var calls = try BoundStatement(db, rows: callInsertion)
        for index in indices { try self[index].record.insert(&calls, trace: self[index].trace) }
        try calls.finish()
        var legs = try BoundStatement(db, rows: legInsertion)
        for index in indices {
            for (position, leg) in self[index].record.legs.enumerated() {
                try leg.insert(&legs, call: self[index].record.id, position: position)
            }
        }
        try legs.finish()
        var attempts = try BoundStatement(db, rows: attemptInsertion)
        for index in indices {
            for (position, attempt) in self[index].record.attempts.enumerated() {
                try attempt.insert(&attempts, call: self[index].record.id, position: position)
            }
        }
        try attempts.finish()
    }
}

extension QueuedRecord {
    /// Writes the record in place of an earlier one of the same call.
    func replace(_ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM call WHERE id = ?").execute(arguments: [record.id.value])
        try [self].insert(db)
    }
}

extension CallRecord {
    fileprivate func insert(_ row: inout BoundStatement, trace kept: CallTrace?) throws {
        let (kind, detail) = outcome.columns
        row.bind(id.value)
        row.bind(configuration.value)
        row.bind(dialled)
        row.bind(caller?.e164)
        row.bind(source)
        row.bind(times.invited.microseconds)
        row.bind(times.answered?.microseconds)
        row.bind(times.bridged?.microseconds)
        row.bind(times.ended?.microseconds)
        row.bind(kind)
        row.bind(detail)
        row.bind(outcome.partyAtFault.rawValue)
        row.bind(JSONText.text(choices))
        row.bind(JSONText.text(trace))
        row.bind(kept?.packed())
        row.bind(times.talked.map { Int64($0 / .microseconds(1)) })
        try row.run()
    }

    /// The record of a row of `call`, with its legs and attempts; `nil` when its outcome is not known here.
    init?(_ row: Row, _ db: Database) throws {
        guard let outcome = CallOutcome(kind: try row.value("outcome"), detail: try row.optional("outcome_detail"))
        else { return nil }
        let id: String = try row.value("id")
        let legs = try db.cachedStatement(sql: "SELECT * FROM leg WHERE call = ? ORDER BY position")
        let attempts = try db.cachedStatement(sql: "SELECT * FROM attempt WHERE call = ? ORDER BY position")
        let trace = JSONText.strings(try row.value("trace"))
        self.init(
            id: CallID(id), configuration: ConfigurationVersion(try row.value("configuration")),
            dialled: try row.value("dialled"), caller: try row.number("caller"), source: try row.value("source"),
            times: SignallingTimes(
                invited: try row.time("invited"), answered: try row.optionalTime("answered"),
                bridged: try row.optionalTime("bridged"), ended: try row.optionalTime("ended"),
                talked: (try row.optional("talked") as Int64?).map(Duration.microseconds)),
            outcome: outcome,
            legs: try Row.fetchAll(legs, arguments: [id]).map(LegRecord.init(row:)),
            attempts: try Row.fetchAll(attempts, arguments: [id]).compactMap(AttemptRecord.init(row:)),
            choices: JSONText.strings(try row.value("choices")), trace: trace + (try row.trace()?.lines ?? []),
            recordings: try Recordings.names(db, of: id))
    }
}

extension Row {
    /// Whether this row of `call` has why the call went so, as values.
    func hasTrace() throws -> Bool { try optional("kept_trace") as Data? != nil }

    /// Why the call of this row of `call` went so; `nil` when only its lines are kept, or it cannot be read here.
    func trace() throws -> KeptTrace? {
        guard let bytes: Data = try optional("kept_trace") else { return nil }
        return KeptTrace(packed: Array(bytes), configuration: ConfigurationVersion(try value("configuration")))
    }
}

extension LegRecord {
    fileprivate func insert(_ row: inout BoundStatement, call: CallID, position: Int) throws {
        row.bind(call.value)
        row.bind(position)
        row.bind(party)
        row.bind(direction.rawValue)
        row.bind(sipCallID)
        row.bind(ending)
        row.bind(Int64(clamping: packetsReceived))
        row.bind(Int64(clamping: packetsSent))
        quality?.bind(&row)
        try row.run()
    }

    fileprivate init(row: Row) throws {
        self.init(
            party: try row.value("party"), direction: LegDirection(rawValue: try row.value("direction")) ?? .outbound,
            sipCallID: try row.value("sip_call_id"), ending: try row.value("ending"),
            packetsReceived: UInt64(clamping: try row.value("packets_received") as Int64),
            packetsSent: UInt64(clamping: try row.value("packets_sent") as Int64), quality: try LegQuality(row: row))
    }
}

extension LegQuality {
    /// The values from `codec` on.
    fileprivate func bind(_ row: inout BoundStatement) {
        row.bind(codec)
        row.bind(Int64(clamping: packetsLost))
        row.bind(jitter)
        row.bind(worstJitter)
        row.bind(opinion)
        row.bind(heldSeconds)
        row.bind(fault)
        guard let reported else { return }
        row.bind(Int64(clamping: reported.packetsLost))
        row.bind(reported.jitter)
        row.bind(reported.roundTrip)
        row.bind(reported.opinion)
    }

    /// `nil` when the row tells of no audio, or was written by a version that did not.
    fileprivate init?(row: Row) throws {
        guard let codec: String = try row.optional("codec") else { return nil }
        let lostThere: Int64? = try row.optional("far_packets_lost")
        let reported = try lostThere.map { lost in
            Reported(
                packetsLost: UInt64(clamping: lost), jitter: try row.optional("far_jitter_ms") ?? 0,
                roundTrip: try row.optional("round_trip_ms"), opinion: try row.optional("far_opinion"))
        }
        self.init(
            codec: codec, packetsLost: UInt64(clamping: try row.optional("packets_lost") ?? 0 as Int64),
            jitter: try row.optional("jitter_ms") ?? 0, worstJitter: try row.optional("worst_jitter_ms") ?? 0,
            opinion: try row.optional("opinion"), reported: reported,
            heldSeconds: try row.optional("held_seconds") ?? 0, fault: try row.optional("audio_fault"))
    }
}

extension AttemptRecord {
    fileprivate func insert(_ row: inout BoundStatement, call: CallID, position: Int) throws {
        row.bind(call.value)
        row.bind(position)
        row.bind(person?.value)
        row.bind(device)
        row.bind(round)
        row.bind(step)
        row.bind(started.microseconds)
        row.bind(ended.microseconds)
        row.bind(result.rawValue)
        try row.run()
    }

    /// `nil` when a newer version wrote a result that is not known here.
    fileprivate init?(row: Row) throws {
        guard let result = AttemptResult(rawValue: try row.value("result")) else { return nil }
        self.init(
            person: try row.person("person"), device: try row.value("device"), round: try row.value("round"),
            step: try row.value("step"), started: try row.time("started"), ended: try row.time("ended"),
            result: result)
    }
}

private let callInsertion = BoundStatement.Insertion(
    """
    INSERT INTO call (id, configuration, dialled, caller, source, invited, answered, bridged, ended, outcome,
        outcome_detail, party_at_fault, choices, trace, kept_trace, talked) VALUES
    """, of: 16)

private let legInsertion = BoundStatement.Insertion(
    """
    INSERT INTO leg (call, position, party, direction, sip_call_id, ending, packets_received, packets_sent,
        codec, packets_lost, jitter_ms, worst_jitter_ms, opinion, held_seconds, audio_fault,
        far_packets_lost, far_jitter_ms, round_trip_ms, far_opinion) VALUES
    """, of: 19)

private let attemptInsertion = BoundStatement.Insertion(
    """
    INSERT INTO attempt (call, position, person, device, round, step, started, ended, result) VALUES
    """, of: 9)
