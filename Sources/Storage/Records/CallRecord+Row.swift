import CallModel
import FoundationEssentials
import GRDB

extension CallRecord {
    /// Writes the record with its legs and attempts, in place of an earlier one of the same call.
    func insert(_ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM call WHERE id = ?").execute(arguments: [id.value])
        let (kind, detail) = outcome.columns
        try db.cachedStatement(
            sql: """
                INSERT INTO call (id, configuration, dialled, caller, source, invited, answered, bridged, ended,
                    outcome, outcome_detail, party_at_fault, choices, trace)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                id.value, configuration.value, dialled, caller?.e164, source, times.invited.microseconds,
                times.answered?.microseconds, times.bridged?.microseconds, times.ended?.microseconds,
                kind, detail, outcome.partyAtFault.rawValue, JSONText.text(choices), JSONText.text(trace),
            ])
        for (position, leg) in legs.enumerated() { try leg.insert(db, call: id, position: position) }
        for (position, attempt) in attempts.enumerated() { try attempt.insert(db, call: id, position: position) }
    }

    /// The record of a row of `call`, with its legs and attempts; `nil` when its outcome is not known here.
    init?(_ row: Row, _ db: Database) throws {
        guard let outcome = CallOutcome(kind: try row.value("outcome"), detail: try row.optional("outcome_detail"))
        else { return nil }
        let id: String = try row.value("id")
        let legs = try db.cachedStatement(sql: "SELECT * FROM leg WHERE call = ? ORDER BY position")
        let attempts = try db.cachedStatement(sql: "SELECT * FROM attempt WHERE call = ? ORDER BY position")
        self.init(
            id: CallID(id), configuration: ConfigurationVersion(try row.value("configuration")),
            dialled: try row.value("dialled"), caller: try row.number("caller"), source: try row.value("source"),
            times: SignallingTimes(
                invited: try row.time("invited"), answered: try row.optionalTime("answered"),
                bridged: try row.optionalTime("bridged"), ended: try row.optionalTime("ended")),
            outcome: outcome,
            legs: try Row.fetchAll(legs, arguments: [id]).map(LegRecord.init(row:)),
            attempts: try Row.fetchAll(attempts, arguments: [id]).compactMap(AttemptRecord.init(row:)),
            choices: JSONText.strings(try row.value("choices")), trace: JSONText.strings(try row.value("trace")))
    }
}

extension LegRecord {
    fileprivate func insert(_ db: Database, call: CallID, position: Int) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO leg (call, position, party, direction, sip_call_id, ending, packets_received, packets_sent)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                call.value, position, party, direction.rawValue, sipCallID, ending, Int64(clamping: packetsReceived),
                Int64(clamping: packetsSent),
            ])
    }

    fileprivate init(row: Row) throws {
        self.init(
            party: try row.value("party"), direction: LegDirection(rawValue: try row.value("direction")) ?? .outbound,
            sipCallID: try row.value("sip_call_id"), ending: try row.value("ending"),
            packetsReceived: UInt64(clamping: try row.value("packets_received") as Int64),
            packetsSent: UInt64(clamping: try row.value("packets_sent") as Int64))
    }
}

extension AttemptRecord {
    fileprivate func insert(_ db: Database, call: CallID, position: Int) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO attempt (call, position, person, device, round, step, started, ended, result)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                call.value, position, person?.value, device, round, step, started.microseconds, ended.microseconds,
                result.rawValue,
            ])
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

/// Lists of strings as JSON, so that a human with `sqlite3` can read them.
enum JSONText {
    static func text(_ strings: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(strings), as: UTF8.self)
    }

    static func strings(_ text: String) -> [String] {
        (try? JSONDecoder().decode([String].self, from: Data(text.utf8))) ?? []
    }
}
