package import CallModel
import GRDB

/// Somebody stands in for a time, as it was set at run time.
package struct StoredOverride: Hashable, Sendable, Codable {
    /// Its number; not looked at when it is added.
    package var id: Int64
    /// The rotation and the person, by their keys.
    package var rotation: String
    package var person: PersonID
    /// Half-open: from its start to, but not including, its end.
    package var start: Timestamp
    package var end: Timestamp
    /// When it was set.
    package var created: Timestamp

    /// An override of these parts.
    package init(
        id: Int64 = 0, rotation: String, person: PersonID, start: Timestamp, end: Timestamp, created: Timestamp
    ) {
        self.id = id
        self.rotation = rotation
        self.person = person
        self.start = start
        self.end = end
        self.created = created
    }
}

/// Overrides that were set at run time. Those that are over stay for 400 days, so that it can be said who was on call.
///
/// - Isolation: any thread.
package struct Overrides: Sendable {
    let store: Store

    /// Adds overrides, all or none, and returns them with their numbers once they are on disk.
    ///
    /// - Throws: ``StoreError``.
    package func add(_ overrides: [StoredOverride]) async throws -> [StoredOverride] {
        try await store.write { db in
            try overrides.map { override in
                try db.execute(
                    sql: """
                        INSERT INTO on_call_override (rotation, person, starts, ends, created) VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        override.rotation, override.person.value, override.start.microseconds,
                        override.end.microseconds, override.created.microseconds,
                    ])
                var added = override
                added.id = db.lastInsertedRowID
                return added
            }
        }
    }

    /// Takes one back, whether it has begun or not; `nil` when there is none of this number that is still to end.
    ///
    /// - Throws: ``StoreError``.
    package func remove(_ id: Int64, at now: Timestamp) async throws -> StoredOverride? {
        try await store.write { db in
            let sql = "SELECT * FROM on_call_override WHERE id = ? AND removed IS NULL AND ends > ?"
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [id, now.microseconds]) else { return nil }
            try db.execute(
                sql: "UPDATE on_call_override SET removed = ? WHERE id = ?", arguments: [now.microseconds, id])
            return try StoredOverride(row: row)
        }
    }

    /// Those that are not over at `now` and were not taken back, in the order in which they were set. What has been
    /// over for long is deleted.
    ///
    /// - Throws: ``StoreError``.
    package func load(at now: Timestamp) async throws -> [StoredOverride] {
        try await store.write { db in
            let old = now.microseconds - 400 * 86_400 * 1_000_000
            try db.execute(sql: "DELETE FROM on_call_override WHERE ends <= ?", arguments: [old])
            return try Row.fetchAll(
                db, sql: "SELECT * FROM on_call_override WHERE removed IS NULL AND ends > ? ORDER BY id",
                arguments: [now.microseconds]
            ).map(StoredOverride.init(row:))
        }
    }
}

extension Store {
    /// Overrides that were set at run time.
    package var overrides: Overrides { Overrides(store: self) }
}

extension StoredOverride {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.value("id"), rotation: try row.value("rotation"), person: PersonID(try row.value("person")),
            start: try row.time("starts"), end: try row.time("ends"), created: try row.time("created"))
    }
}
