import CallModel
import GRDB
import Testing

@testable import Storage

@Suite("Obligations: a promise is on disk before it is spoken")
struct ObligationTests {
    @Test("A committed callback is open after a restart, with its number in full")
    func commit() async throws {
        let fixture = try StoreFixture()
        let id = try await fixture.store.obligations.commit(.callback())
        var expected = Obligation.callback()
        expected.id = id
        #expect(id == ObligationID(1))
        #expect(try await fixture.reopened().obligations.open() == [expected])
    }

    @Test("Every commit is fsynced: synchronous is FULL (2) and the journal is WAL")
    func pragmas() async throws {
        let fixture = try StoreFixture()
        let (synchronous, journal) = try await fixture.store.write { db in
            (
                try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode")
            )
        }
        #expect(synchronous == 2)
        #expect(journal == "wal")
    }

    @Test("Open ones are listed the most overdue first")
    func order() async throws {
        let fixture = try StoreFixture()
        for number: Int64 in [3, 1, 2] { _ = try await fixture.store.obligations.commit(.callback(number)) }
        #expect(try await fixture.store.obligations.open().compactMap(\.id?.value) == [2, 3, 1])
    }

    @Test("A commit whose task was cancelled before it began is on disk all the same")
    func cancelled() async throws {
        let fixture = try StoreFixture()
        let id = try await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await fixture.store.obligations.commit(.callback())
        }.value
        #expect(try await fixture.store.obligations.find(id)?.reason == "refill")
    }

    @Test("Of 2 people who take one case, the second is told who has it, and may take it over by name")
    func take() async throws {
        let fixture = try StoreFixture()
        let obligations = fixture.store.obligations
        let (adams, baker, chen) = (PersonID("adams"), PersonID("baker"), PersonID("chen"))
        let id = try await obligations.commit(.callback())
        let taken = try await obligations.take(id, by: adams, at: .newYear)
        let ofAdams = try #require(try await obligations.find(id))
        #expect(ofAdams.owner == adams)
        #expect(taken == .changed(ofAdams))
        #expect(try await obligations.take(id, by: adams, at: .newYear) == .changed(ofAdams))
        #expect(try await obligations.take(id, by: baker, at: .newYear) == .heldBy(adams))
        #expect(try await obligations.take(id, by: baker, from: chen, at: .newYear) == .heldBy(adams))
        let takenOver = try await obligations.take(id, by: baker, from: adams, at: .newYear)
        let ofBaker = try #require(try await obligations.find(id))
        #expect(ofBaker.owner == baker)
        #expect(takenOver == .changed(ofBaker))
    }

    @Test("A closed one is closed once, leaves the list, and keeps its history of 4 events")
    func resolve() async throws {
        let fixture = try StoreFixture()
        let obligations = fixture.store.obligations
        let adams = PersonID("adams")
        var obligation = Obligation.callback()
        obligation.number = nil
        let id = try await obligations.commit(obligation)
        let number = try #require(PhoneNumber(e164: "+16025550199"))
        _ = try await obligations.setNumber(number, of: id, at: .newYear)
        _ = try await obligations.take(id, by: adams, at: .newYear)
        let later = Timestamp.newYear + .seconds(60)
        let change = try await obligations.resolve(id, by: adams, resolution: "called back", at: later)
        let closed = try #require(try await obligations.closed(10).first)
        #expect(change == .changed(closed))
        #expect(closed.closed == later)
        #expect(closed.resolution == "called back")
        #expect(closed.number == number)
        #expect(closed.owner == adams)
        #expect(try await obligations.resolve(id, resolution: "again", at: later) == .alreadyClosed)
        #expect(try await obligations.take(id, by: adams, at: later) == .alreadyClosed)
        #expect(try await obligations.open() == [])
        #expect(try await obligations.history(of: id).map(\.what) == ["committed", "number", "taken", "resolved"])
    }

    @Test("An id that does not exist is not found, and no error")
    func unknown() async throws {
        let fixture = try StoreFixture()
        let id = ObligationID(99)
        #expect(try await fixture.store.obligations.take(id, by: PersonID("adams"), at: .newYear) == .notFound)
        #expect(try await fixture.store.obligations.resolve(id, resolution: "", at: .newYear) == .notFound)
        #expect(try await fixture.store.obligations.find(id) == nil)
    }

    @Test("A kind that only a newer version knows is listed as an open case: somebody must look")
    func newerKind() async throws {
        let fixture = try StoreFixture()
        let id = try await fixture.store.obligations.commit(.callback())
        try await fixture.store.write { db in try db.execute(sql: "UPDATE obligation SET kind = 'voicemail'") }
        let open = try await fixture.store.obligations.open()
        #expect(open.map(\.id) == [id])
        #expect(open.map(\.kind) == [.openCase])
    }
}
