package import CallModel
import GRDB

/// The decisions of calls that are over; they live as long as the call's record.
///
/// - Isolation: any thread.
package struct Decisions: Sendable {
    let store: Store

    /// The decisions of a call, in order.
    ///
    /// - Throws: ``StoreError``.
    package func of(_ call: CallID) async throws -> [StoredDecision] {
        try await store.read { db in
            let kept = try Row.fetchOne(db, sql: "SELECT * FROM call WHERE id = ?", arguments: [call.value])
                .map(StoredDecision.kept)
            if let kept, !kept.isEmpty { return kept }
            return try Row.fetchAll(
                db, sql: "SELECT * FROM decision WHERE call = ? ORDER BY position", arguments: [call.value]
            )
            .map(StoredDecision.init(row:))
        }
    }

    /// So many calls that have decisions, after `call` in the order of their names, which is that of time.
    ///
    /// - Throws: ``StoreError``.
    package func calls(after call: CallID?, atMost count: Int) async throws -> [CallID] {
        try await store.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM call
                    WHERE id > ? AND (kept_trace IS NOT NULL OR id IN (SELECT call FROM decision))
                    ORDER BY id LIMIT ?
                    """,
                arguments: [call?.value ?? "", count]
            ).map { CallID($0) }
        }
    }
}

extension Store {
    /// The decisions of calls that are over.
    package var decisions: Decisions { Decisions(store: self) }

    /// The configurations that decided.
    package var configurations: KeptConfigurations { KeptConfigurations(store: self) }
}
