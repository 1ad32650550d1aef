import CallModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite("When the disk or the database fails, calls go on and status says so")
struct FailureTests {
    @Test("While another program holds the lock, a commit throws .locked; afterwards everything is written")
    func locked() async throws {
        let fixture = try StoreFixture()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: fixture.path, configuration: configuration)
        try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN EXCLUSIVE") }

        fixture.store.records.add(.nightCall())
        await expect(.locked) { try await fixture.store.flush() }
        await expect(.locked) { _ = try await fixture.store.obligations.commit(.callback()) }
        #expect(fixture.store.health().state == .failing)
        #expect(fixture.store.health().failingSince == .newYear)
        #expect(fixture.store.health().waiting == 1)
        #expect(try await fixture.store.obligations.open() == [])

        try await other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        try await fixture.store.flush()
        #expect(try await fixture.store.records.latest(9) == [.nightCall()])
        #expect(fixture.store.health().state == .working)
        #expect(fixture.store.health().failingSince == nil)
        #expect(fixture.store.health().lastError?.code == .locked)
        #expect(fixture.events.count == 2)
        #expect(fixture.events.last == .recovered(after: .zero, droppedRecords: 0))
    }

    @Test("A full disk: commits throw .full, what was committed stays, and it works again when there is room")
    func full() async throws {
        let fixture = try StoreFixture()
        let first = try await fixture.store.obligations.commit(.callback())
        let pages = try await fixture.store.write { db in try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0 }
        try await fixture.store.write { db in _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)") }

        var big = CallRecord.nightCall()
        big.trace = [String(repeating: "x", count: 100_000)]
        fixture.store.records.add(big)
        for _ in 1...3 { await expect(.full) { try await fixture.store.flush() } }
        #expect(fixture.store.health().failedWrites == 3)
        #expect(fixture.events.count == 1)
        #expect(try await fixture.store.obligations.open().map(\.id) == [first])

        try await fixture.store.write { db in _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 1000000") }
        try await fixture.store.flush()
        #expect(try await fixture.store.records.latest(9) == [big])
        #expect(fixture.store.health().state == .working)
    }

    @Test("A commit that the disk does not answer throws .timedOut after the limit")
    func stuck() async throws {
        let fixture = try StoreFixture { $0.commit = .milliseconds(20) }
        let (release, gate) = AsyncStream.makeStream(of: Void.self)
        let held = DispatchSemaphore(value: 0)
        try fixture.store.writer.asyncWriteWithoutTransaction { _ in held.wait() }
        await expect(.timedOut) { _ = try await fixture.store.obligations.commit(.callback()) }
        #expect(fixture.store.health().lastError?.code == .timedOut)
        #expect(fixture.store.health().state == .failing)
        held.signal()
        try fixture.store.writer.asyncWriteWithoutTransaction { _ in gate.finish() }
        for await _ in release {}
        #expect(fixture.store.health().state == .working)
    }

    @Test("A record that the database refuses is lost, reported, and does not hold back the other 2")
    func refused() async throws {
        let fixture = try StoreFixture()
        let bad = CallRecord.nightCall(2).id
        try await fixture.store.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER no_second BEFORE INSERT ON attempt WHEN new.call = '\(bad.value)'
                    BEGIN SELECT raise(ABORT, 'not this one'); END
                    """)
        }
        for number: Int64 in 1...3 { fixture.store.records.add(.nightCall(number)) }
        try await fixture.store.flush()
        #expect(try await fixture.store.records.latest(9) == [.nightCall(3), .nightCall(1)])
        #expect(fixture.store.health().droppedRecords == 1)
        #expect(fixture.store.health().state == .working)
        guard case .recordRefused(bad, let error)? = fixture.events.first else {
            Issue.record("reported \(fixture.events)")
            return
        }
        #expect(error.code == .refused)
    }

    @Test("No description of an error shows the number that was being written")
    func redaction() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.write { db in
            try db.execute(
                sql: "CREATE TRIGGER no BEFORE INSERT ON obligation BEGIN SELECT raise(ABORT, 'no'); END")
        }
        let error = await #expect(throws: StoreError.self) {
            _ = try await fixture.store.obligations.commit(.callback())
        }
        #expect(error?.code == .refused)
        #expect(error?.description.contains("5550101") == false)
    }
}

/// Expects `action` to throw a ``StoreError`` of this code.
private func expect(
    _ code: StoreError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ action: () async throws -> Void
) async {
    let error = await #expect(throws: StoreError.self, sourceLocation: sourceLocation) { try await action() }
    #expect(error?.code == code, sourceLocation: sourceLocation)
}
