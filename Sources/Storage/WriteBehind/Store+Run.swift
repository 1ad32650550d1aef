import CallModel
import GRDB

extension Store {
    /// Writes behind what is queued, and proves with a heartbeat that the disk works, until the task is cancelled.
    ///
    /// Run it once per store. After a failed batch it rests (1 s, 2 s, … 30 s) and tries again; nothing is given up
    /// but what the full queue drops. When cancelled it writes what still waits, once, and returns; that takes no
    /// longer than the commit limit.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            let (heartbeat, path) = (limits.heartbeat, path)
            if !path.isEmpty {
                group.addTask { [self] in
                    while (try? await Task.sleep(for: heartbeat)) != nil { await beat() }
                }
            }
            var rest = limits.rest.lowerBound
            for await _ in queue.arrived {
                switch await writeWaiting() {
                case .empty:
                    rest = limits.rest.lowerBound
                    // What comes meanwhile shares the next transaction, and its fsync.
                    try? await Task.sleep(for: limits.gather)
                case .failed:
                    // A cancelled rest ends the loop: `arrived` ends with the task.
                    try? await Task.sleep(for: rest)
                    rest = min(rest * 2, limits.rest.upperBound)
                    queue.wake()
                }
            }
            group.cancelAll()
        }
        _ = await writeWaiting()
    }

    /// Writes what waits now, without regard to rests. For what must not wait, for the end of a drain, and for tests.
    ///
    /// - Throws: ``StoreError`` of the first batch that failed; it waits again then.
    package func flush() async throws {
        if case .failed(let error) = await writeWaiting() { throw error }
    }

    private enum Progress {
        case empty
        case failed(StoreError)
    }

    private func writeWaiting() async -> Progress {
        do {
            while try await writeBatch() == .more {}
            return .empty
        } catch {
            return .failed(StoreError(error, path: path))
        }
    }

    private enum Remainder { case more, none }

    /// Writes one batch. It is taken on the writer's queue, so that batches are written in the order they are taken.
    private func writeBatch() async throws -> Remainder {
        guard queue.waiting > 0 else { return .none }
        return try await answered { [self] answer in
            try writer.asyncWriteWithoutTransaction { [self] db in
                let batch = queue.take(atMost: limits.batch)
                guard !batch.isEmpty else {
                    answer.give(.success(.none))
                    return
                }
                do {
                    try write(batch, db)
                    queue.written(batch)
                    monitor.succeeded()
                    answer.give(.success(.more))
                } catch {
                    queue.putBack(batch)
                    let error = StoreError(error, path: path)
                    monitor.failed(error)
                    answer.give(.failure(error))
                }
            }
        }
    }

    /// Writes a batch in one transaction: as a whole, or, when the database refuses a row, record by record.
    private func write(_ batch: WriteQueue.Batch, _ db: Database) throws {
        do {
            try db.inTransaction {
                for call in batch.calls.values { try call.put(db) }
                for call in batch.forgotten { try StoredCall.remove(call, db) }
                try batch.records.insert(db)
                for queued in batch.records where queued.endsKept { try StoredCall.remove(queued.record.id, db) }
                for (key, change) in batch.bindings { try change.apply(to: key, db) }
                return .commit
            }
        } catch let error as DatabaseError where StoreError(error, path: path).code == .refused {
            try db.inTransaction {
                try writeEach(batch, db)
                return .commit
            }
        }
    }

    /// A record that is there already is replaced. One bad row must not hold back the good ones for ever.
    private func writeEach(_ batch: WriteQueue.Batch, _ db: Database) throws {
        for call in batch.forgotten { try StoredCall.remove(call, db) }
        for call in batch.calls.values {
            do {
                try db.inSavepoint {
                    try call.put(db)
                    return .commit
                }
            } catch {
                let error = StoreError(error, path: path)
                guard error.code == .refused else { throw error }
            }
        }
        for queued in batch.records {
            if queued.endsKept { try StoredCall.remove(queued.record.id, db) }
            do {
                try db.inSavepoint {
                    try queued.replace(db)
                    return .commit
                }
            } catch {
                let error = StoreError(error, path: path)
                guard error.code == .refused else { throw error }
                monitor.refused(queued.record.id, error)
            }
        }
        for (key, change) in batch.bindings { try change.apply(to: key, db) }
    }

    /// Opens a store that is not open, or writes one row to see whether the disk works.
    private func beat() async {
        do {
            _ = try writer
        } catch {
            // The error is already in the health; a store that is open now has something to write.
            if (try? open()) == nil { return }
            queue.wake()
        }
        let now = clock.now().microseconds
        _ = try? await write { db in
            try db.execute(
                sql: "INSERT INTO heartbeat (one, at) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET at = excluded.at",
                arguments: [now])
        }
    }
}
