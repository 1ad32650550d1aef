import CallModel
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Storage

@Suite("Sweep: the n-th commit fails, for every n")
struct SweepTests {
    /// What the scenario was told is on disk.
    private struct Told {
        var committed: Set<ObligationID> = []
        var resolved: Set<ObligationID> = []
        var failures = 0
    }

    /// Two callbacks, one of them resolved, a record and a binding: what one night call asks of the store.
    private func scenario(_ store: Store) async -> Told {
        var told = Told()
        for number: Int64 in 1...2 {
            do {
                told.committed.insert(try await store.obligations.commit(.callback(number)))
            } catch {
                told.failures += 1
            }
        }
        if let id = told.committed.min() {
            do {
                _ = try await store.obligations.resolve(id, resolution: "accepted", at: .newYear)
                told.resolved.insert(id)
            } catch {
                told.failures += 1
            }
        }
        store.records.add(.nightCall())
        store.bindings.put(.phone(201))
        do { try await store.flush() } catch { told.failures += 1 }
        return told
    }

    @Test("Each of 4 commits fails once: what was told is true, the rest is not there, and the queue is written later")
    func everyCommit() async throws {
        for failing in 1...5 {
            let fixture = try StoreFixture()
            let observer = FailingCommit(number: failing)
            try fixture.store.writer.add(transactionObserver: observer, extent: .databaseLifetime)
            let told = await scenario(fixture.store)
            #expect(told.failures == (failing <= 4 ? 1 : 0), "commit \(failing)")
            #expect(told.failures == fixture.store.health().failedWrites)

            try await fixture.store.flush()
            #expect(fixture.store.health().state == .working)
            let again = try fixture.reopened()
            let open = try await again.obligations.open().compactMap(\.id)
            let closed = try await again.obligations.closed(10).compactMap(\.id)
            #expect(Set(open) == told.committed.subtracting(told.resolved), "commit \(failing)")
            #expect(Set(closed) == told.resolved, "commit \(failing)")
            #expect(try await again.records.latest(9) == [.nightCall()], "commit \(failing)")
            #expect(try await again.bindings.load(at: .newYear) == [.phone(201)], "commit \(failing)")
            try again.close()
        }
    }
}

/// Lets one commit fail, as a disk would.
private final class FailingCommit: TransactionObserver, Sendable {
    private let left: Mutex<Int>

    init(number: Int) { left = Mutex(number) }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) {}
    func databaseDidRollback(_ db: Database) {}

    func databaseWillCommit() throws {
        let now = left.withLock { left in
            left -= 1
            return left
        }
        if now == 0 { throw DatabaseError(resultCode: .SQLITE_IOERR, message: "the sweep's turn") }
    }
}
