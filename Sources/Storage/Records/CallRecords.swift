package import CallModel
import GRDB
package import Routing

/// The records of calls that are over.
///
/// - Isolation: any thread.
package struct CallRecords: Sendable {
    let store: Store

    /// Queues `record` to be written. Never waits and never fails: when the queue is full the record is lost, counted,
    /// and reported once per episode. Writing a call's record a second time replaces the first.
    ///
    /// - Parameter trace: why the call went so; the record's lines are made of it when it is read.
    package func add(_ record: CallRecord, trace: CallTrace? = nil) {
        if store.queue.add(record, trace: trace) == .dropped { store.monitor.dropped() }
    }

    /// The last `count` records (1…1,000), the newest first.
    ///
    /// A record that a newer version wrote in a way that this one cannot read is left out.
    ///
    /// - Throws: ``StoreError``.
    package func latest(_ count: Int) async throws -> [CallRecord] {
        let count = min(max(count, 1), 1000)
        return try await store.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM call ORDER BY invited DESC, id DESC LIMIT ?", arguments: [count])
                .compactMap { row in try CallRecord(row, db) }
        }
    }

    /// The record of this call; `nil` when it is not written (yet).
    ///
    /// - Throws: ``StoreError``.
    package func find(_ id: CallID) async throws -> CallRecord? {
        try await store.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM call WHERE id = ?", arguments: [id.value])
                .flatMap { row in try CallRecord(row, db) }
        }
    }

    /// How many calls began in this time, half-open.
    ///
    /// - Throws: ``StoreError``.
    package func count(invited period: Range<Timestamp>) async throws -> Int {
        let (from, to) = (period.lowerBound.microseconds, period.upperBound.microseconds)
        return try await store.read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM call WHERE invited >= ? AND invited < ?", arguments: [from, to]) ?? 0
        }
    }
}

extension Store {
    /// The records of calls that are over.
    package var records: CallRecords { CallRecords(store: self) }
}
