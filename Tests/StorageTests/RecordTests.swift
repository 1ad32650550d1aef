import CallModel
import GRDB
import Testing

@testable import Storage

@Suite("Call records")
struct RecordTests {
    @Test("A record with 2 legs and 2 attempts comes back as it was written, numbers in full")
    func roundTrip() async throws {
        let fixture = try StoreFixture()
        let record = CallRecord.nightCall()
        fixture.store.records.add(record)
        try await fixture.store.flush()
        #expect(try await fixture.reopened().records.find(record.id) == record)
    }

    @Test("Each of 7 outcomes comes back with its detail")
    func outcomes() async throws {
        let fixture = try StoreFixture()
        let outcomes: [CallOutcome] = [
            .reachedHuman(nil), .callbackPromised(ObligationID(7)), .caseOpened(ObligationID(.max)),
            .abandoned(.leavingNumber), .refused(.noCommonCodec), .informed, .failed(.deadMedia),
        ]
        for (number, outcome) in outcomes.enumerated() {
            var record = CallRecord.nightCall(Int64(number))
            record.outcome = outcome
            fixture.store.records.add(record)
        }
        try await fixture.store.flush()
        #expect(try await fixture.store.records.latest(100).map(\.outcome) == outcomes.reversed())
    }

    @Test("A record that is written twice stands once, as the second")
    func twice() async throws {
        let fixture = try StoreFixture()
        var record = CallRecord.nightCall()
        fixture.store.records.add(record)
        try await fixture.store.flush()
        record.legs.removeLast()
        record.outcome = .informed
        fixture.store.records.add(record)
        try await fixture.store.flush()
        #expect(try await fixture.store.records.latest(10) == [record])
    }

    @Test("300 records go to disk in 2 transactions of at most 256")
    func batches() async throws {
        let fixture = try StoreFixture()
        let before = fixture.store.health().completedWrites
        for number in 0..<300 { fixture.store.records.add(.nightCall(Int64(number))) }
        #expect(fixture.store.health().waiting == 300)
        try await fixture.store.flush()
        #expect(fixture.store.health().completedWrites - before == 2)
        #expect(fixture.store.health().waiting == 0)
        let period = (Timestamp.newYear + .seconds(100))..<(Timestamp.newYear + .seconds(200))
        #expect(try await fixture.store.records.count(invited: period) == 100)
    }

    @Test(
        "Of 1, 3, 4, 5 and 9 records in one batch, whose rows are written 8 at a time, each comes back whole",
        arguments: [1, 3, 4, 5, 9])
    func rowsAtOnce(_ count: Int) async throws {
        let fixture = try StoreFixture()
        var records = (0..<count).map { CallRecord.nightCall(Int64($0)) }
        // Nothing where something may be missing, and texts without a character.
        records[count - 1].caller = nil
        records[count - 1].source = ""
        records[count - 1].legs = [LegRecord(party: "", direction: .inbound, sipCallID: "", ending: "")]
        records[count - 1].attempts = []
        for record in records { fixture.store.records.add(record) }
        try await fixture.store.flush()
        #expect(try await fixture.store.records.latest(10) == records.reversed())
    }

    @Test("The 5th record on a queue of 4 is dropped, counted, and reported once")
    func bound() async throws {
        let fixture = try StoreFixture { $0.records = 4 }
        for number in 1...6 { fixture.store.records.add(.nightCall(Int64(number))) }
        #expect(fixture.store.health().droppedRecords == 2)
        #expect(fixture.events == [.droppingRecords])
        try await fixture.store.flush()
        #expect(try await fixture.store.records.latest(10).count == 4)
    }

    @Test("A row with an outcome of a newer version is left out, and its neighbours are read")
    func newerOutcome() async throws {
        let fixture = try StoreFixture()
        for number in 1...3 { fixture.store.records.add(.nightCall(Int64(number))) }
        try await fixture.store.flush()
        let middle = CallRecord.nightCall(2).id.value
        try await fixture.store.write { db in
            try db.execute(sql: "UPDATE call SET outcome = 'faxed' WHERE id = ?", arguments: [middle])
        }
        #expect(try await fixture.store.records.latest(10) == [.nightCall(3), .nightCall(1)])
    }

    @Test("run() writes what is queued, and what still waits when it is cancelled")
    func running() async throws {
        let fixture = try StoreFixture()
        let running = Task { await fixture.store.run() }
        for number in 1...100 { fixture.store.records.add(.nightCall(Int64(number))) }
        running.cancel()
        await running.value
        #expect(try await fixture.store.records.latest(1000).count == 100)
    }
}
