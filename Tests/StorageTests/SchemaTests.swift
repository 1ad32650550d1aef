import CallModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite("A new version starts on the old database, and an old one on the new one's rows")
struct SchemaTests {
    @Test("Opening twice runs each migration once")
    func twice() async throws {
        let fixture = try StoreFixture()
        let again = try fixture.reopened()
        let applied = try await again.read { db in try Schema.migrator.appliedMigrations(db) }
        #expect(
            applied == [
                "001 calls, obligations, bindings", "002 overrides and modes", "003 decisions and their configurations",
                "004 traces as values",
                "005 recordings and who was given one",
                "006 quality of audio", "007 calls that run", "008 what phones call us",
            ])
    }

    @Test("A database that a newer version wrote is opened, reported, and used")
    func newer() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999 of tomorrow')")
            try db.execute(sql: "ALTER TABLE obligation ADD COLUMN language TEXT NOT NULL DEFAULT 'en'")
        }
        try fixture.store.close()
        try fixture.store.open()
        #expect(fixture.events == [.newerSchema])
        let id = try await fixture.store.obligations.commit(.callback())
        #expect(try await fixture.store.obligations.open().map(\.id) == [id])
    }

    @Test("The file and its WAL are readable by their owner only: mode 600")
    func mode() async throws {
        let fixture = try StoreFixture()
        _ = try await fixture.store.obligations.commit(.callback())
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: fixture.path + suffix)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
        }
    }

    @Test("A store in memory works, and is another one each time")
    func inMemory() async throws {
        let store = try Store.inMemory(clock: .fixed)
        _ = try await store.obligations.commit(.callback())
        store.records.add(.nightCall())
        try await store.flush()
        #expect(try await store.records.latest(1) == [.nightCall()])
        #expect(try await Store.inMemory(clock: .fixed).obligations.open() == [])
    }
}
