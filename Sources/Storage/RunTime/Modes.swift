package import CallModel
import GRDB

/// A mode as it was set at run time.
package struct StoredMode: Hashable, Sendable, Codable {
    /// The mode's key.
    package var mode: String
    /// The site; `nil` for the whole clinic.
    package var site: String?
    /// Half-open; without an end it holds until it is cleared.
    package var start: Timestamp
    package var end: Timestamp?

    /// A mode of these parts.
    package init(mode: String, site: String?, start: Timestamp, end: Timestamp?) {
        self.mode = mode
        self.site = site
        self.start = start
        self.end = end
    }
}

/// Modes that were set at run time: at most one at each site, and one for the whole clinic.
///
/// - Isolation: any thread.
package struct Modes: Sendable {
    let store: Store

    /// Sets a mode instead of the one that its place had; on disk when this returns.
    ///
    /// - Throws: ``StoreError``.
    package func set(_ mode: StoredMode) async throws {
        try await store.write { db in
            try Self.clear(db, mode.site, at: mode.start)
            try db.execute(
                sql: "INSERT INTO mode_setting (mode, site, starts, ends) VALUES (?, ?, ?, ?)",
                arguments: [mode.mode, mode.site, mode.start.microseconds, mode.end?.microseconds])
        }
    }

    /// Clears the mode of a site, or that of the clinic.
    ///
    /// - Throws: ``StoreError``.
    package func clear(site: String?, at now: Timestamp) async throws {
        try await store.write { db in try Self.clear(db, site, at: now) }
    }

    /// The modes that are in force at `now`, in the order in which they were set. What has been over for 400 days is
    /// deleted.
    ///
    /// - Throws: ``StoreError``.
    package func load(at now: Timestamp) async throws -> [StoredMode] {
        try await store.write { db in
            let old = now.microseconds - 400 * 86_400 * 1_000_000
            try db.execute(
                sql: "DELETE FROM mode_setting WHERE ends <= ? OR cleared <= ?", arguments: [old, old])
            return try Row.fetchAll(
                db,
                sql: "SELECT * FROM mode_setting WHERE cleared IS NULL AND (ends IS NULL OR ends > ?) ORDER BY id",
                arguments: [now.microseconds]
            ).map { row in
                StoredMode(
                    mode: try row.value("mode"), site: try row.optional("site"), start: try row.time("starts"),
                    end: try row.optionalTime("ends"))
            }
        }
    }

    private static func clear(_ db: Database, _ site: String?, at now: Timestamp) throws {
        try db.execute(
            sql: "UPDATE mode_setting SET cleared = ? WHERE cleared IS NULL AND site IS ?",
            arguments: [now.microseconds, site])
    }
}

extension Store {
    /// Modes that were set at run time.
    package var modes: Modes { Modes(store: self) }
}
