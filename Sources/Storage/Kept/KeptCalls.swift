package import CallModel
import FoundationEssentials
import GRDB
package import Routing

/// Calls that run, kept so that another process can go on with them.
///
/// Nothing is promised by a row: it is written behind, and stands for how the call was a moment ago. It is deleted in the
/// transaction that writes the call's record, so that a call is never both.
///
/// - Isolation: any thread.
package struct KeptCalls: Sendable {
    let store: Store

    /// Queues the row of a call in place of an earlier one. Never waits; one that finds the queue full is lost, and its
    /// call ends with the process.
    package func put(_ call: StoredCall) { store.queue.add(call) }

    /// The rows that are there, the oldest call first. Before this process has calls, all of them belong to one that has
    /// ended.
    ///
    /// - Parameter first: the first name that a call of this process could have, once it has calls.
    /// - Throws: ``StoreError``.
    package func load(before first: CallID? = nil) async throws -> [ReadCall] {
        let calls = try await store.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM running_call WHERE ?1 IS NULL OR call < ?1 ORDER BY call",
                arguments: [first?.value]
            ).map(ReadCall.init(row:))
        }
        store.queue.noteKept(calls.map(\.id))
        return calls
    }

    /// Queues the end of a row whose call leaves no record.
    package func remove(_ call: CallID) { store.queue.forgetKept(call) }
}

extension Store {
    /// Calls that run.
    package var keptCalls: KeptCalls { KeptCalls(store: self) }
}

/// A call that runs, on its way to its row.
package struct StoredCall: Sendable {
    /// The record so far.
    package var record: CallRecord
    /// Why it went so until now.
    package var trace: CallTrace
    /// Where the call stands; the row has it as JSON, which is made on the writer's thread.
    package var situation: any Encodable & Sendable
    package var lines: [StoredLine]

    /// A call of these parts.
    package init(
        record: CallRecord, trace: CallTrace, situation: any Encodable & Sendable, lines: [StoredLine]
    ) {
        self.record = record
        self.trace = trace
        self.situation = situation
        self.lines = lines
    }

    /// Writes the row. A value that JSON does not know (no number) costs the row and nothing else.
    func put(_ db: Database) throws {
        let encoder = JSONEncoder()
        guard let record = try? encoder.encode(record), let situation = try? encoder.encode(situation),
            let lines = try? encoder.encode(lines)
        else { return }
        var row = try BoundStatement(
            db, "INSERT OR REPLACE INTO running_call (call, record, situation, lines, trace) VALUES (?, ?, ?, ?, ?)")
        row.bind(self.record.id.value)
        row.bind(String(decoding: record, as: UTF8.self))
        row.bind(String(decoding: situation, as: UTF8.self))
        row.bind(String(decoding: lines, as: UTF8.self))
        row.bind(trace.packed())
        try row.run()
    }

    /// Deletes the row of a call.
    static func remove(_ call: CallID, _ db: Database) throws {
        var row = try BoundStatement(db, "DELETE FROM running_call WHERE call = ?")
        row.bind(call.value)
        try row.run()
    }
}

/// A line of a call that runs.
package struct StoredLine: Hashable, Sendable, Codable {
    /// What it is in the call.
    package enum Role: String, Hashable, Sendable, Codable { case caller, responder, answered, ringing }

    package var role: Role
    /// It, in the words of whoever made it; in JSON as Base64.
    package var memory: [UInt8]

    /// A line of these parts.
    package init(_ role: Role, _ memory: [UInt8]) {
        self.role = role
        self.memory = memory
    }

    private enum CodingKeys: CodingKey { case role, memory }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        role = try container.decode(Role.self, forKey: .role)
        memory = Array(try container.decode(Data.self, forKey: .memory))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(role, forKey: .role)
        try container.encode(Data(memory), forKey: .memory)
    }
}

/// A row, as far as it can be read.
package struct ReadCall: Sendable {
    package var id: CallID
    /// `nil` when it cannot be read: another version wrote it, or the disk did.
    package var record: CallRecord?
    /// As JSON.
    package var situation: String
    /// Those that can be read.
    package var lines: [StoredLine]
    /// What ``CallTrace/packed()`` gave.
    package var trace: [UInt8]

    init(row: Row) throws {
        id = CallID(try row.value("call"))
        let decoder = JSONDecoder()
        record = try? decoder.decode(CallRecord.self, from: Data((try row.value("record") as String).utf8))
        if record?.id != id { record = nil }
        situation = try row.value("situation")
        let lines = try? decoder.decode(
            [Readable<StoredLine>].self, from: Data((try row.value("lines") as String).utf8))
        self.lines = lines?.compactMap(\.value) ?? []
        trace = Array((try row.optional("trace") as Data?) ?? Data())
    }
}

/// One element of a list, or none when it is of another version.
private struct Readable<Value: Decodable>: Decodable {
    var value: Value?

    init(from decoder: any Decoder) { value = try? Value(from: decoder) }
}
