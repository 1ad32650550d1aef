package import CallModel
import GRDB

/// The registrar's bindings. The registrar holds them in memory; this is where they survive a restart.
///
/// - Isolation: any thread.
package struct Bindings: Sendable {
    let store: Store

    /// Queues a new or refreshed binding to be written. Never waits; the last change of a binding counts. A change that
    /// finds the queue full is lost: that phone is missing after a restart until it registers again.
    package func put(_ binding: StoredBinding) {
        _ = store.queue.add(.put(binding), for: BindingKey(aor: binding.aor, contact: binding.contact))
    }

    /// Queues the removal of a binding. Never waits.
    package func remove(aor: String, contact: String) {
        _ = store.queue.add(.remove, for: BindingKey(aor: aor, contact: contact))
    }

    /// The bindings that have not ended by `now`; those that have are deleted.
    ///
    /// - Throws: ``StoreError``.
    package func load(at now: Timestamp) async throws -> [StoredBinding] {
        try await store.write { db in
            try db.execute(sql: "DELETE FROM binding WHERE expires <= ?", arguments: [now.microseconds])
            return try Row.fetchAll(db, sql: "SELECT * FROM binding ORDER BY aor, contact")
                .map(StoredBinding.init(row:))
        }
    }
}

extension Store {
    /// The registrar's bindings.
    package var bindings: Bindings { Bindings(store: self) }
}

/// What names a binding.
struct BindingKey: Hashable {
    var aor: String
    var contact: String
}

/// What shall become of a binding.
enum BindingChange {
    case put(StoredBinding)
    case remove

    func apply(to key: BindingKey, _ db: Database) throws {
        switch self {
        case .put(let binding):
            var row = try BoundStatement(
                db,
                """
                INSERT OR REPLACE INTO binding
                    (aor, contact, flow, call_id, cseq, expires, instance, user_agent, path, domain)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
            row.bind(binding.aor)
            row.bind(binding.contact)
            row.bind(binding.flow)
            row.bind(binding.callID)
            row.bind(Int64(binding.cseq))
            row.bind(binding.expires.microseconds)
            row.bind(binding.instance)
            row.bind(binding.userAgent)
            row.bind(JSONText.text(binding.path))
            row.bind(binding.domain)
            try row.run()
        case .remove:
            try db.cachedStatement(sql: "DELETE FROM binding WHERE aor = ? AND contact = ?")
                .execute(arguments: [key.aor, key.contact])
        }
    }
}

extension StoredBinding {
    fileprivate init(row: Row) throws {
        self.init(
            aor: try row.value("aor"), contact: try row.value("contact"), flow: try row.value("flow"),
            callID: try row.value("call_id"), cseq: UInt32(clamping: try row.value("cseq") as Int64),
            expires: try row.time("expires"), instance: try row.optional("instance"),
            userAgent: try row.optional("user_agent"), path: JSONText.strings(try row.value("path")),
            domain: try row.optional("domain"))
    }
}
