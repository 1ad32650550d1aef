import CallModel
import Foundation
import Testing

@testable import Storage

@Suite("Opening says what is wrong and what to do")
struct OpeningTests {
    @Test("A directory that does not exist: .cannotOpen, with the path and the remedy")
    func noDirectory() {
        let store = Store(path: "/nonexistent/nightbell/calls.sqlite", clock: .fixed)
        let error = #expect(throws: StoreError.self) { try store.open() }
        #expect(error?.code == .cannotOpen)
        #expect(
            error?.message
                == "/nonexistent/nightbell/calls.sqlite cannot be opened (No such file or directory): "
                + "make its directory, owned by the daemon's user")
        #expect(store.health().state == .failing)
    }

    @Test("A file that is no database: .damaged, and the file is left as it was")
    func noDatabase() throws {
        let fixture = try StoreFixture()
        let path = fixture.directory + "/letter.sqlite"
        let text = String(repeating: "Dear Dr. Adams, ", count: 100)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: StoreError.self) { try Store(path: path, clock: .fixed).open() }
        #expect(error?.code == .damaged)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test("Before it is open every commit throws .notOpen, records wait, and opening later writes them")
    func late() async throws {
        let fixture = try StoreFixture()
        let directory = fixture.directory + "/later"
        let store = Store(path: directory + "/calls.sqlite", clock: .fixed)
        #expect(throws: StoreError.self) { try store.open() }
        let error = await #expect(throws: StoreError.self) { _ = try await store.obligations.commit(.callback()) }
        #expect(error?.code == .notOpen)
        store.records.add(.nightCall())
        await #expect(throws: StoreError.self) { try await store.flush() }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        try store.open()
        try await store.flush()
        #expect(try await store.records.latest(9) == [.nightCall()])
        #expect(store.health().state == .working)
        try store.close()
    }

    @Test("The heartbeat opens a store whose directory appears later, and its queue is written")
    func heartbeat() async throws {
        let fixture = try StoreFixture()
        let directory = fixture.directory + "/later"
        var limits = Store.Limits()
        limits.heartbeat = .milliseconds(1)
        limits.rest = .milliseconds(1) ... .milliseconds(1)
        let (recoveries, recovered) = AsyncStream.makeStream(of: Void.self)
        let store = Store(path: directory + "/calls.sqlite", clock: .fixed, limits: limits) { event in
            if case .recovered = event { recovered.finish() }
        }
        #expect(throws: StoreError.self) { try store.open() }
        store.records.add(.nightCall())
        let running = Task { await store.run() }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        for await _ in recoveries {}
        running.cancel()
        await running.value
        #expect(try await store.records.latest(9) == [.nightCall()])
        try store.close()
    }
}
