package import CallModel
import GRDB

/// The configurations that were in force, so that a decision can be made again by the one that made it. The latest
/// ``bound`` are kept.
///
/// - Isolation: any thread.
package struct KeptConfigurations: Sendable {
    /// No more are kept.
    package static let bound = 64

    let store: Store

    /// Keeps a configuration, or notes that it is in force again.
    ///
    /// - Parameter files: its files by their paths; the first is the one that the others are included from.
    /// - Throws: ``StoreError``.
    package func keep(_ version: ConfigurationVersion, _ files: [ConfigurationFile], at time: Timestamp) async throws {
        try await store.write { db in
            try db.execute(
                sql: """
                    INSERT INTO configuration (version, seen) VALUES (?, ?)
                    ON CONFLICT (version) DO UPDATE SET seen = excluded.seen
                    """, arguments: [version.value, time.microseconds])
            for (position, file) in files.enumerated() {
                try db.execute(
                    sql:
                        "INSERT OR REPLACE INTO configuration_file (version, position, path, text) VALUES (?, ?, ?, ?)",
                    arguments: [version.value, position, file.path, file.text])
            }
            try db.execute(
                sql: """
                    DELETE FROM configuration WHERE version NOT IN
                        (SELECT version FROM configuration ORDER BY seen DESC, version LIMIT ?)
                    """, arguments: [Self.bound])
        }
    }

    /// The files of a configuration; empty when it is not kept.
    ///
    /// - Throws: ``StoreError``.
    package func files(_ version: ConfigurationVersion) async throws -> [ConfigurationFile] {
        try await store.read { db in
            try Row.fetchAll(
                db, sql: "SELECT path, text FROM configuration_file WHERE version = ? ORDER BY position",
                arguments: [version.value]
            ).map { ConfigurationFile(path: try $0.value("path"), text: try $0.value("text")) }
        }
    }
}

/// A file of a configuration.
package struct ConfigurationFile: Hashable, Sendable {
    /// Where it was read.
    package var path: String
    /// What was in it.
    package var text: String

    /// The file at `path`.
    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}
