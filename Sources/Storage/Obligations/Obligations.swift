package import CallModel
import GRDB

/// What is owed to patients: callbacks that were promised, and urgent cases that no human took yet.
///
/// - Isolation: any thread.
package struct Obligations: Sendable {
    let store: Store

    /// Commits `obligation`: when this returns, it is on disk, and only then may it be spoken.
    ///
    /// Cancelling the task does not undo it. The obligation's own `id` is not looked at.
    ///
    /// - Throws: ``StoreError`` when nothing may be promised. After `.timedOut` the row may still appear: a patient who
    ///   was promised nothing is then called back, which is the safe side.
    package func commit(_ obligation: Obligation) async throws -> ObligationID {
        try await store.write { db in
            try db.execute(
                sql: """
                    INSERT INTO obligation (kind, call, number, reason, created, due, owner, closed, resolution)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    obligation.kind.rawValue, obligation.call.value, obligation.number?.e164, obligation.reason,
                    obligation.created.microseconds, obligation.due.microseconds, obligation.owner?.value,
                    obligation.closed?.microseconds, obligation.resolution,
                ])
            let id = ObligationID(db.lastInsertedRowID)
            try Self.note(db, id, at: obligation.created, "committed", by: nil)
            return id
        }
    }

    /// All that is open, the most overdue first.
    ///
    /// - Throws: ``StoreError``.
    package func open() async throws -> [Obligation] {
        try await store.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM obligation WHERE closed IS NULL ORDER BY due, id")
                .map(Obligation.init(row:))
        }
    }

    /// The last `count` that were closed (1…1,000), the latest first.
    ///
    /// - Throws: ``StoreError``.
    package func closed(_ count: Int) async throws -> [Obligation] {
        let count = min(max(count, 1), 1000)
        return try await store.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM obligation WHERE closed IS NOT NULL ORDER BY closed DESC, id DESC LIMIT ?",
                arguments: [count]
            ).map(Obligation.init(row:))
        }
    }

    /// One obligation, open or closed; `nil` when there is none with this id.
    ///
    /// - Throws: ``StoreError``.
    package func find(_ id: ObligationID) async throws -> Obligation? {
        try await store.read { db in try Self.fetch(db, id) }
    }

    static func fetch(_ db: Database, _ id: ObligationID) throws -> Obligation? {
        try Row.fetchOne(db, sql: "SELECT * FROM obligation WHERE id = ?", arguments: [id.value])
            .map(Obligation.init(row:))
    }

    /// Adds a line to the obligation's history, which is never changed.
    static func note(
        _ db: Database, _ id: ObligationID, at: Timestamp, _ what: String, by who: PersonID?, _ note: String? = nil
    ) throws {
        try db.execute(
            sql: "INSERT INTO obligation_event (obligation, at, what, who, note) VALUES (?, ?, ?, ?, ?)",
            arguments: [id.value, at.microseconds, what, who?.value, note])
    }
}

extension Store {
    /// What is owed to patients.
    package var obligations: Obligations { Obligations(store: self) }
}

extension Obligation {
    /// The obligation of a row. A kind that only a newer version knows counts as an open case: somebody must look.
    init(row: Row) throws {
        self.init(
            id: ObligationID(try row.value("id")), kind: ObligationKind(rawValue: try row.value("kind")) ?? .openCase,
            call: CallID(try row.value("call")), number: try row.number("number"), reason: try row.value("reason"),
            created: try row.time("created"), due: try row.time("due"), owner: try row.person("owner"),
            closed: try row.optionalTime("closed"), resolution: try row.optional("resolution"))
    }
}
