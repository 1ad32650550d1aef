package import CallModel
import GRDB

/// The list of recordings, and the log of who was given one.
///
/// - Isolation: any thread.
package struct Recordings: Sendable {
    let store: Store

    /// Writes what is known of a recording, in place of what was known before.
    ///
    /// What it knows of an end is never taken back: the beginning may be written after it.
    ///
    /// - Throws: ``StoreError``.
    package func put(_ recording: StoredRecording) async throws {
        try await store.write { db in
            try db.execute(
                sql: """
                    INSERT INTO recording (name, call, started, ended, milliseconds, bytes, key, ending, deleted)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET ended = excluded.ended, milliseconds = excluded.milliseconds,
                        bytes = excluded.bytes, ending = excluded.ending
                    WHERE excluded.ended IS NOT NULL
                    """,
                arguments: [
                    recording.name, recording.call.value, recording.started.microseconds,
                    recording.ended?.microseconds, Int64(recording.length / .milliseconds(1)), recording.bytes,
                    recording.key, recording.ending, recording.deleted?.microseconds,
                ])
        }
    }

    /// Notes that the files of these are gone.
    ///
    /// - Throws: ``StoreError``.
    package func noteDeleted(_ names: [String], at time: Timestamp) async throws {
        try await store.write { db in
            for name in names {
                try db.execute(
                    sql: "UPDATE recording SET deleted = ? WHERE name = ? AND deleted IS NULL",
                    arguments: [time.microseconds, name])
            }
        }
    }

    /// The last `count` recordings (1…1,000), the newest first; of one call when one is named.
    ///
    /// - Throws: ``StoreError``.
    package func latest(_ count: Int, of call: CallID? = nil) async throws -> [StoredRecording] {
        let count = min(max(count, 1), 1_000)
        return try await store.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM recording WHERE ?1 IS NULL OR call = ?1 ORDER BY started DESC, name LIMIT ?2",
                arguments: [call?.value, count]
            ).map(StoredRecording.init(row:))
        }
    }

    /// The recording of this name; `nil` when there never was one.
    ///
    /// - Throws: ``StoreError``.
    package func find(_ name: String) async throws -> StoredRecording? {
        try await store.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM recording WHERE name = ?", arguments: [name])
                .map(StoredRecording.init(row:))
        }
    }

    /// Writes an access down; it is on disk when this returns, and only then may be granted.
    ///
    /// - Throws: ``StoreError``.
    package func note(_ access: RecordingAccess) async throws {
        try await store.write { db in
            try db.execute(
                sql: "INSERT INTO recording_access (recording, at, who, what) VALUES (?, ?, ?, ?)",
                arguments: [access.recording, access.at.microseconds, access.who, access.what])
        }
    }

    /// The last `count` accesses (1…1,000), the newest first; to one recording when one is named.
    ///
    /// - Throws: ``StoreError``.
    package func accesses(_ count: Int, to name: String? = nil) async throws -> [RecordingAccess] {
        let count = min(max(count, 1), 1_000)
        return try await store.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM recording_access WHERE ?1 IS NULL OR recording = ?1 ORDER BY id DESC LIMIT ?2",
                arguments: [name, count]
            ).map { row in
                RecordingAccess(
                    recording: try row.value("recording"), at: try row.time("at"), who: try row.value("who"),
                    what: try row.value("what"))
            }
        }
    }

    /// The names of a call's recordings, in order.
    static func names(_ db: Database, of call: String) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(sql: "SELECT name FROM recording WHERE call = ? ORDER BY started, name"),
            arguments: [call])
    }
}

extension Store {
    /// The list of recordings.
    package var recordings: Recordings { Recordings(store: self) }
}
