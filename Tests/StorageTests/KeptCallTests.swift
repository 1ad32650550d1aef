import CallModel
import Foundation
import GRDB
import Routing
import Testing

@testable import Storage

@Suite("Calls that run have a row until their record is written")
struct KeptCallTests {
    private static func record(_ id: String, outcome: CallOutcome = .abandoned(.menu)) -> CallRecord {
        CallRecord(
            id: CallID(id), configuration: ConfigurationVersion("c0ffee"), dialled: "+16025550100",
            caller: PhoneNumber(e164: "+16025550142"), source: "carrier",
            times: SignallingTimes(invited: .newYear, answered: .newYear + .seconds(1)), outcome: outcome,
            legs: [LegRecord(party: "caller", direction: .inbound, sipCallID: "sip-\(id)", ending: "still up")],
            choices: ["night: 5 urgent"])
    }

    private static func call(_ id: String, situation: [String: Int] = ["talk": 1], lines: Int = 1) -> StoredCall {
        var trace = CallTrace(ConfigurationVersion("c0ffee"), lines: 400)
        trace.note("noted")
        return StoredCall(
            record: record(id), trace: trace, situation: situation,
            lines: (0..<lines).map { StoredLine($0 == 0 ? .caller : .ringing, [0, 255, UInt8($0)]) })
    }

    @Test("A row outlives the process, with its record, situation, lines and trace as they were")
    func roundTrip() async throws {
        let fixture = try StoreFixture()
        fixture.store.keptCalls.put(Self.call("a", lines: 3))
        fixture.store.keptCalls.put(Self.call("b"))
        fixture.store.keptCalls.put(Self.call("b", situation: ["talk": 2]))
        try await fixture.store.flush()
        let rows = try await fixture.reopened().keptCalls.load()
        #expect(rows.map(\.id.value) == ["a", "b"])
        #expect(rows[0].record == Self.record("a"))
        #expect(
            rows[0].lines == [
                .init(.caller, [0, 255, 0]), .init(.ringing, [0, 255, 1]), .init(.ringing, [0, 255, 2]),
            ])
        #expect(rows[1].situation == #"{"talk":2}"#)
        #expect(CallTrace(resuming: rows[0].trace, ConfigurationVersion("c0ffee"), lines: 400).lines == ["noted"])
    }

    @Test("The record takes the row away in its own transaction, and a row that was never written is not written")
    func record() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        store.keptCalls.put(Self.call("a"))
        try await store.flush()
        #expect(try await store.keptCalls.load().count == 1)
        store.keptCalls.put(Self.call("a"))
        store.records.add(Self.record("a", outcome: .informed))
        store.keptCalls.put(Self.call("b"))
        store.records.add(Self.record("b", outcome: .informed))
        try await store.flush()
        #expect(try await store.keptCalls.load().isEmpty)
        #expect(try await store.records.latest(9).count == 2)
    }

    @Test("A row of an earlier process is taken away by the record, too, and by nothing but a word without one")
    func earlier() async throws {
        let fixture = try StoreFixture()
        for id in ["a", "b"] { fixture.store.keptCalls.put(Self.call(id)) }
        try await fixture.store.flush()
        let next = try fixture.reopened()
        #expect(try await next.keptCalls.load().count == 2)
        next.records.add(Self.record("a", outcome: .reachedHuman(nil)))
        next.keptCalls.remove(CallID("b"))
        try await next.flush()
        #expect(try await next.keptCalls.load().isEmpty)
        #expect(try await next.records.latest(9).map(\.outcome) == [.reachedHuman(nil)])
    }

    @Test("The record goes on from the trace of the process before")
    func trace() async throws {
        let fixture = try StoreFixture()
        fixture.store.keptCalls.put(Self.call("a"))
        try await fixture.store.flush()
        let row = try #require(try await fixture.store.keptCalls.load().first)
        var trace = CallTrace(resuming: row.trace, ConfigurationVersion("c0ffee"), lines: 400)
        trace.note("went on")
        fixture.store.records.add(Self.record("a", outcome: .informed), trace: trace)
        try await fixture.store.flush()
        #expect(try await fixture.store.records.find(CallID("a"))?.trace == ["noted", "went on"])
    }

    @Test("While the disk fails, rows wait; a call that ended meanwhile leaves none")
    func failing() async throws {
        let fixture = try StoreFixture()
        try fixture.store.close()
        fixture.store.keptCalls.put(Self.call("a"))
        fixture.store.keptCalls.put(Self.call("b"))
        await #expect(throws: StoreError.self) { try await fixture.store.flush() }
        fixture.store.records.add(Self.record("a", outcome: .informed))
        try fixture.store.open()
        try await fixture.store.flush()
        #expect(try await fixture.store.keptCalls.load().map(\.id.value) == ["b"])
    }

    @Test("A row that somebody else wrote is told as far as it can be read; none of 300 wrong ones is an error")
    func wrongRows() async throws {
        let fixture = try StoreFixture()
        fixture.store.keptCalls.put(Self.call("a", lines: 2))
        try await fixture.store.flush()
        let columns = ["record", "situation", "lines"]
        for number in 0..<300 {
            let column = columns[number % 3]
            try await fixture.store.write { db in
                let text = try String.fetchOne(db, sql: "SELECT \(column) FROM running_call WHERE call = 'a'") ?? ""
                let cut =
                    number % 2 == 0 ? String(text.prefix(number)) : text.replacingOccurrences(of: "a", with: "\u{0}")
                try db.execute(
                    sql: """
                        INSERT OR REPLACE INTO running_call (call, record, situation, lines, trace)
                        SELECT 'x', record, situation, lines, x'00FF' FROM running_call WHERE call = 'a'
                        """)
                try db.execute(sql: "UPDATE running_call SET \(column) = ? WHERE call = 'x'", arguments: [cut])
            }
            let rows = try await fixture.store.keptCalls.load()
            #expect(rows.count == 2)
            #expect(rows[1].record == nil)
        }
        try await fixture.store.write { db in
            try db.execute(
                sql: "UPDATE running_call SET lines = ? WHERE call = 'x'",
                arguments: [#"[{"role":"caller","memory":"AP8A"},{"role":"someone","memory":"AA=="},7]"#])
        }
        #expect(try await fixture.store.keptCalls.load()[1].lines == [StoredLine(.caller, [0, 255, 0])])
    }
}
