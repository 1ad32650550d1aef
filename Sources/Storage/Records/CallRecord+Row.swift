import CallModel
import FoundationEssentials
import GRDB
import Routing

/// Writes records with their legs and attempts, one after another.
struct RecordWriter: ~Copyable {
    private var calls: BoundStatement
    private var legs: BoundStatement
    private var attempts: BoundStatement

    init(_ db: Database) throws {
        let calls = try BoundStatement(
            db,
            """
            INSERT INTO call (id, configuration, dialled, caller, source, invited, answered, bridged, ended,
                outcome, outcome_detail, party_at_fault, choices, trace, kept_trace, talked)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        let legs = try BoundStatement(
            db,
            """
            INSERT INTO leg (call, position, party, direction, sip_call_id, ending, packets_received, packets_sent,
                codec, packets_lost, jitter_ms, worst_jitter_ms, opinion, held_seconds, audio_fault, far_packets_lost,
                far_jitter_ms, round_trip_ms, far_opinion)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        let attempts = try BoundStatement(
            db,
            """
            INSERT INTO attempt (call, position, person, device, round, step, started, ended, result)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        self.calls = calls
        self.legs = legs
        self.attempts = attempts
    }

    /// Writes a record.
    ///
    /// - Throws: `SQLITE_CONSTRAINT` when the call has one already. After an error another writer is needed.
    mutating func insert(_ record: CallRecord, trace: CallTrace?) throws {
        try record.insert(&calls, trace: trace)
        for (position, leg) in record.legs.enumerated() {
            try leg.insert(&legs, call: record.id, position: position)
        }
        for (position, attempt) in record.attempts.enumerated() {
            try attempt.insert(&attempts, call: record.id, position: position)
        }
    }
}

extension CallRecord {
    fileprivate func insert(_ row: inout BoundStatement, trace kept: CallTrace?) throws {
        let (kind, detail) = outcome.columns
        try row.bind(id.value)
        try row.bind(configuration.value)
        try row.bind(dialled)
        try row.bind(caller?.e164)
        try row.bind(source)
        try row.bind(times.invited.microseconds)
        try row.bind(times.answered?.microseconds)
        try row.bind(times.bridged?.microseconds)
        try row.bind(times.ended?.microseconds)
        try row.bind(kind)
        try row.bind(detail)
        try row.bind(outcome.partyAtFault.rawValue)
        try row.bind(JSONText.text(choices))
        try row.bind(JSONText.text(trace))
        try row.bind(kept?.packed())
        try row.bind(times.talked.map { Int64($0 / .microseconds(1)) })
        try row.run()
    }

    /// Writes the record in place of an earlier one of the same call.
    func replace(_ db: Database, trace kept: CallTrace?) throws {
        try db.cachedStatement(sql: "DELETE FROM call WHERE id = ?").execute(arguments: [id.value])
        var writer = try RecordWriter(db)
        try writer.insert(self, trace: kept)
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
        try row.bind(call.value)
        try row.bind(position)
        try row.bind(party)
        try row.bind(direction.rawValue)
        try row.bind(sipCallID)
        try row.bind(ending)
        try row.bind(Int64(clamping: packetsReceived))
        try row.bind(Int64(clamping: packetsSent))
        try quality?.bind(&row)
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
    fileprivate func bind(_ row: inout BoundStatement) throws {
        try row.bind(codec)
        try row.bind(Int64(clamping: packetsLost))
        try row.bind(jitter)
        try row.bind(worstJitter)
        try row.bind(opinion)
        try row.bind(heldSeconds)
        try row.bind(fault)
        guard let reported else { return }
        try row.bind(Int64(clamping: reported.packetsLost))
        try row.bind(reported.jitter)
        try row.bind(reported.roundTrip)
        try row.bind(reported.opinion)
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
        try row.bind(call.value)
        try row.bind(position)
        try row.bind(person?.value)
        try row.bind(device)
        try row.bind(round)
        try row.bind(step)
        try row.bind(started.microseconds)
        try row.bind(ended.microseconds)
        try row.bind(result.rawValue)
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
